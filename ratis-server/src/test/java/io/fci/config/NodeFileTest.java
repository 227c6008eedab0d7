package io.fci.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.config.NodeConfig.Ports;
import io.fci.config.NodeConfig.SelfFence;
import io.fci.config.NodeConfig.Tls;
import io.fci.core.state.NodeName;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeFileTest {
    private static final String GOOD = """
            cluster:
              name: lab
              id: 2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10
            node: n2
            nodes: {n1: 10.77.0.11, n2: 10.77.0.12, n3: "fd77::13"}
            data: /var/lib/fci
            run: /run/fci
            zone: fci.test
            self_fence: kill
            insecure: true
            """;

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("fci.yaml");
    }

    private NodeConfig read(String text) throws NodeFileException, IOException {
        Files.writeString(file, text);
        return NodeFile.read(file, "db-7");
    }

    private void refused(String text, String sentence) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(NodeFileException.class)
                .hasMessage(file + sentence)
                .message().doesNotContain("\n");
    }

    /// The good file with one line in place of another; a missing one is put at the end.
    private static String with(String line) {
        var key = line.substring(0, line.indexOf(':') + 1);
        var kept = GOOD.lines().filter(l -> !l.startsWith(key)).toList();
        return String.join("\n", kept) + "\n" + line + "\n";
    }

    private static String without(String key) {
        return String.join("\n", GOOD.lines().filter(l -> !l.startsWith(key + ":")).toList()) + "\n";
    }

    @Test
    void defaultsAreTheseAndNoOthers() throws Exception {
        var nodes = new TreeMap<>(Map.of(new NodeName("n1"), InetAddress.ofLiteral("10.77.0.11"), new NodeName("n2"),
                InetAddress.ofLiteral("10.77.0.12"), new NodeName("n3"), InetAddress.ofLiteral("fd77::13")));

        assertThat(read(GOOD)).isEqualTo(new NodeConfig(UUID.fromString("2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10"), "lab",
                new NodeName("n2"), nodes, Path.of("/var/lib/fci"), Path.of("/run/fci"),
                new Ports(7400, 7401, 7402, 53), "fci.test", Profile.LAN, SelfFence.KILL, Optional.empty(),
                Optional.empty(), Optional.empty(), true, OptionalInt.empty(), false,
                Optional.empty()));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        for (var name : List.of("ca.pem", "n1.pem", "n1.key")) {
            Files.writeString(dir.resolve(name), "PEM");
        }

        var config = read("""
                cluster: {name: orders-eu, id: 2F1C52E0-6D3B-4C0A-9A55-0E6F3F9D7A10}
                node: a
                nodes: {a: 127.0.1.1}
                data: /srv/../srv/fci
                run: /run/fci-a
                ports: {api: 17400, raft: 17401, lease: 17402, dns: 15353}
                zone: Apps.Example.
                profile: relaxed
                self_fence: kill
                self_fence_confirmed: whatever
                tls: {ca: %1$s/ca.pem, certificate: %1$s/n1.pem, key: %1$s/n1.key}
                cluster_key: %1$s/no-file-yet.key
                insecure: false
                daemon_uid: 7401
                demo_loopback: true
                """.formatted(dir));

        assertThat(config.clusterName()).isEqualTo("orders-eu");
        assertThat(config.clusterId()).hasToString("2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10");
        assertThat(config.address()).isEqualTo(InetAddress.ofLiteral("127.0.1.1"));
        assertThat(config.data()).isEqualTo(Path.of("/srv/fci"));
        assertThat(config.ports()).isEqualTo(new Ports(17400, 17401, 17402, 15353));
        assertThat(config.zone()).isEqualTo("apps.example");
        assertThat(config.profile()).isEqualTo(Profile.RELAXED);
        assertThat(config.selfFenceConfirmed()).contains("whatever");
        assertThat(config.tls()).contains(
                new Tls(dir.resolve("ca.pem"), dir.resolve("n1.pem"), dir.resolve("n1.key")));
        assertThat(config.clusterKey()).contains(dir.resolve("no-file-yet.key"));
        assertThat(config.daemonUid()).hasValue(7401);
        assertThat(config.demoLoopback()).isTrue();
    }

    @Test
    void aNodeMayHaveTimesOfItsOwnInsteadOfItsProfiles() throws Exception {
        assertThat(read(GOOD + "profile: safe\nlease: {lease_ms: 3000}\n").profile())
                .isEqualTo(new Profile("safe", 500, 3_000, 1_000));
        assertThat(read(GOOD + "lease: {}\n").profile()).isEqualTo(Profile.LAN);
    }

    @Test
    void unknownKeyIsRefusedWithItsLineAndTheNearestKnownOne() {
        refused(GOOD + "self_fense: kill\n", ":11: unknown key 'self_fense'; did you mean 'self_fence'?");
        refused(with("ports: {api: 1, rafd: 2}"), ":11: unknown key 'ports.rafd'; did you mean 'ports.raft'?");
        refused(with("tls: {cert: /x}"), ":11: unknown key 'tls.cert'; did you mean 'tls.certificate'?");
        refused(GOOD.replace("  name: lab", "  nmae: lab"),
                ":2: unknown key 'cluster.nmae'; did you mean 'cluster.name'?");
    }

    @Test
    void keyGivenTwiceIsRefused() {
        refused(GOOD + "node: n1\n", ":11: key 'node' is given twice; keep one");
        refused(GOOD.replace("n3: \"fd77::13\"", "n1: 10.77.0.13"), ":5: key 'nodes.n1' is given twice; keep one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "data", "run", "zone", "self_fence", "nodes"})
    void missingKeyIsRefusedByName(String key) {
        assertThatThrownBy(() -> read(without(key))).isInstanceOf(NodeFileException.class)
                .hasMessageStartingWith(file + ":1: key '" + key + "' is missing, expected ");
    }

    @Test
    void missingPartsOfTheClusterAreRefused() {
        refused(GOOD.replace("  name: lab\n", ""), ":2: key 'cluster.name' is missing, expected 1 to 63 characters a-z,"
                + " 0-9 and '-', beginning with a letter");
        refused("node: n1\n", ":1: key 'cluster' is missing, expected name and id");
    }

    @Test
    void selfFenceHasNoDefault() {
        refused(without("self_fence"), ":1: key 'self_fence' is missing, expected one of kill, reboot, watchdog: what"
                + " this machine does when it cannot prove in time that it stopped everything");
    }

    @Test
    void rebootNeedsThisHostNameBesideIt() throws Exception {
        refused(with("self_fence: reboot"), ":1: key 'self_fence_confirmed' is missing, expected 'db-7', this machine's"
                + " host name, because self_fence is reboot");
        refused(with("self_fence: reboot") + "self_fence_confirmed: db-8\n", ":11: self_fence_confirmed is 'db-8',"
                + " expected 'db-7', this machine's host name, because self_fence is reboot");
        assertThat(read(with("self_fence: reboot") + "self_fence_confirmed: db-7\n").selfFence())
                .isEqualTo(SelfFence.REBOOT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "node: n9 | node is 'n9', expected one of the names under 'nodes': n1, n2, n3",
            "node: nodes/n1 | node is 'nodes/n1', expected one of the names under 'nodes': n1, n2, n3",
            "node: [n1] | node must be a single value, expected the name of this node, one of the nodes: n1, n2, n3",
            "node: | node has no value, expected the name of this node, one of the nodes: n1, n2, n3",
            "data: var/lib | data is 'var/lib', expected an absolute path of letters, digits and . _ - + @ /",
            "run: /run/a b | run is '/run/a b', expected an absolute path of letters, digits and . _ - + @ /",
            "data: /etc/passwd | data is '/etc/passwd', expected a directory",
            "run: /var/lib/fci/ | run is '/var/lib/fci', expected another directory than data",
            "zone: test | zone is 'test', expected the DNS zone this cluster answers for, like 'fci.example.org'",
            "zone: a b.c | zone is 'a b.c', expected the DNS zone this cluster answers for, like 'fci.example.org'",
            "lease: {renew_ms: 100} | lease does not hold: lease is 300 ms and must be at least 400 ms"
                    + " (four renewals of 100 ms, of which three may be lost): 100 ms too little",
            "lease: {lease_ms: 9950} | lease does not hold: lease and reaction together is 10050 ms and must be at most"
                    + " 10000 ms (an acceptor that never heard a node waits no longer for it): 50 ms too much",
            "lease: {reaction_ms: 49} | lease does not hold: reaction is 49 ms and must be at least 50 ms (the launcher"
                    + " acts in steps of 10 ms, and what it kills needs time to die): 1 ms too little",
            "lease: {renew_ms: fast} | lease.renew_ms is 'fast', expected a number from 1 to 60000",
            "lease: {renewal: 5} | unknown key 'lease.renewal'; did you mean 'lease.renew_ms'?",
            "profile: lann | profile is 'lann', expected one of fast, lan, relaxed, safe, wan",
            "profile: LAN | profile is 'LAN', expected one of fast, lan, relaxed, safe, wan",
            "cluster_key: key | cluster_key is 'key', expected an absolute path of letters, digits and . _ - + @ /",
            "insecure: yes | insecure is 'yes', expected true or false",
            "demo_loopback: 1 | demo_loopback is '1', expected true or false",
            "daemon_uid: 0 | daemon_uid is '0', expected a number from 1 to 2147483647",
            "daemon_uid: fci | daemon_uid is 'fci', expected a number from 1 to 2147483647",
            "daemon_uid: 99999999999 | daemon_uid is '99999999999', expected a number from 1 to 2147483647",
            "ports: 7400 | ports must be a list of 'key: value' lines",
            "ports: {api: 0} | ports.api is '0', expected a number from 1 to 65535",
            "ports: {dns: 65536} | ports.dns is '65536', expected a number from 1 to 65535",
            "ports: {raft: 7400} | ports must be four different numbers, not api 7400, raft 7400, lease 7402, dns 53",
            "tls: {ca: /nowhere.pem} | tls.ca is '/nowhere.pem', expected a PEM file that this user can read",
    })
    void wrongValueIsRefusedWithKeyValueAndExpectation(String line, String sentence) {
        refused(with(line), ":" + with(line).lines().count() + ": " + sentence.strip());
    }

    @Test
    void selfFenceOfAnotherWordIsRefused() {
        refused(with("self_fence: off"), ":10: self_fence is 'off', expected one of kill, reboot, watchdog: what this"
                + " machine does when it cannot prove in time that it stopped everything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2f1c52e0", "1-1-1-1-1", "not an id at all", "2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a1g"})
    void clusterIdThatIsNoUuidIsRefused(String id) {
        refused(GOOD.replace("2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10", id), ":3: cluster.id is '" + id
                + "', expected a UUID like '2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10', the same on every node");
    }

    @Test
    void clusterNameOutsideTheAlphabetIsRefused() {
        refused(GOOD.replace("name: lab", "name: Lab/../x"), ":2: cluster.name is 'Lab/../x', expected 1 to 63"
                + " characters a-z, 0-9 and '-', beginning with a letter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{n1: 10.0.0.1, n2: 10.0.0.2} | 2: a majority of 2 is 2, so they survive no more losses than 1",
            "{n1: 10.0.0.1, n2: 10.0.0.2, n3: 10.0.0.3, n4: 10.0.0.4} | 4: a majority of 4 is 3, so they survive no"
                    + " more losses than 3",
            "{} | 0",
            "{n1: 10.0.0.1, n2: 10.0.0.2, n3: 10.0.0.3, n4: 10.0.0.4, n5: 10.0.0.5, n6: 10.0.0.6, n7: 10.0.0.7,"
                    + " n8: 10.0.0.8} | 8",
    })
    void otherNumbersOfNodesAreRefusedWithTheReason(String nodes, String rest) {
        refused(with("nodes: " + nodes.strip()), ":10: nodes must name 1, 3, 5 or 7 nodes, not " + rest.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"n1.example.org", "10.77.11", "010.77.0.11", "0.0.0.0", "224.0.0.1", "255.255.255.255",
            "\"::\"", "\"ff02::1\"", "\"fe80::1\"", "\"fd77::1%eth0\"", "\"[fd77::1]\"", "10.77.0.11/24",
            "10.77.0.11:7400"})
    void addressThatIsNotOfOneMachineIsRefused(String address) {
        var shown = address.replace("\"", "");
        refused(with("nodes: {n2: " + address + "}"), ":10: nodes.n2 is '" + shown
                + "', expected the address its peers reach this node at, like '10.77.0.11' or 'fd77::11'");
    }

    @Test
    void twoNodesWithOneAddressAreRefused() {
        refused(with("nodes: {n1: \"fd77::11\", n2: 10.0.0.2, n3: \"fd77:0:0::11\"}"), ":10: nodes.n3 is"
                + " 'fd77:0:0::11', expected an address of its own: node 'n1' has the same one");
    }

    @Test
    void nodeNameOutsideTheAlphabetIsRefused() {
        refused(with("nodes: {N1: 10.0.0.1}"), ":10: nodes.N1 is not a node name: use 1 to 63 characters a-z, 0-9 and"
                + " '-', beginning with a letter and not ending with '-'");
    }

    @Test
    void noEncryptionBeyondLoopbackNeedsTheWordInsecure() throws Exception {
        refused(without("insecure"), ":1: key 'tls' is missing, expected ca, certificate and key, because node 'n1' is"
                + " reached over the network at 10.77.0.11 (or 'insecure: true' on a network where you trust everybody)");
        var loopback = "nodes: {n1: 127.0.1.1, n2: 127.0.1.2, n3: \"::1\"}\n";
        assertThat(read(without("insecure").replaceFirst("nodes:.*\n", loopback)).insecure()).isFalse();
    }

    @Test
    void certificatesBeyondLoopbackNeedTheClusterKeyToo() throws Exception {
        var pem = Files.writeString(dir.resolve("b.pem"), "PEM");
        var tls = without("insecure") + "tls: {ca: %1$s, certificate: %1$s, key: %1$s}\n".formatted(pem);
        refused(tls, ":1: key 'cluster_key' is missing, expected the file of the key that all nodes' guards share,"
                + " because node 'n1' is reached over the network at 10.77.0.11 (or 'insecure: true' on a network where"
                + " you trust everybody)");
        assertThat(read(tls + "cluster_key: /etc/fci/cluster.key\n").clusterKey())
                .contains(Path.of("/etc/fci/cluster.key"));
    }

    @Test
    void insecureBesideTlsIsRefused() throws Exception {
        var pem = Files.writeString(dir.resolve("a.pem"), "PEM");
        refused(GOOD + "tls: {ca: %1$s, certificate: %1$s, key: %1$s}\n".formatted(pem),
                ":10: insecure is true and tls is given; remove one of them");
    }

    @Test
    void demoNeedsLoopbackAddressesAndLeavesTheMachineAlone() {
        refused(GOOD + "demo_loopback: true\n", ":11: demo_loopback is true, but node 'n1' has the address 10.77.0.11;"
                + " only 127.0.0.0/8 is a demo on one machine");
        var demo = GOOD.replaceFirst("nodes:.*", "nodes: {n1: 127.0.1.1, n2: 127.0.1.2, n3: 127.0.1.3}");
        refused(demo.replace("self_fence: kill", "self_fence: watchdog") + "demo_loopback: true\n",
                ":11: demo_loopback is true, but self_fence is not kill: a demo must not stop its machine");
    }

    @Test
    void aWatchdogIsGivenExactlyWhereItFencesTheNode() throws Exception {
        var fenced = with("self_fence: watchdog");
        assertThat(read(fenced + "watchdog: {device: /dev/watchdog1, timeout: 4s}\n").watchdog())
                .contains(new NodeConfig.Watchdog(Path.of("/dev/watchdog1"), 4));
        refused(fenced, ":1: key 'watchdog' is missing, expected device and timeout, because self_fence is watchdog");
        refused(GOOD + "watchdog: {device: /dev/watchdog, timeout: 4s}\n",
                ":11: watchdog is given, but self_fence is not watchdog: nothing would pet it");
        refused(fenced + "watchdog: {device: /dev/watchdog, timeout: 0.5s}\n",
                ":11: watchdog.timeout is '0.5s', expected whole seconds like '4s'");
        refused(fenced + "watchdog: {timeout: 4s}\n", ":11: key 'watchdog.device' is missing,"
                + " expected an absolute path of letters, digits and . _ - + @ /");
    }

    @Test
    void runPathTooLongForASocketIsRefused() {
        var path = "/run/" + "x".repeat(80);
        refused(with("run: " + path), ":10: run is '" + path.substring(0, 77)
                + "... (85 characters)', expected a path of at most 80 characters");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsLine() {
        refused("a: 1\nb: [1,\n", ":3: this is not YAML: expected the node content, but found '<stream end>'");
        refused("- n1\n", ":1: the node file must be a list of 'key: value' lines");
        refused("? [a]\n: b\n", ":1: a key must be a plain word");
        refused("", ": the file is empty; it must name the cluster, the node and its peers");
    }

    @Test
    void whatIsNoFileOfTextIsRefused() throws Exception {
        assertThatThrownBy(() -> NodeFile.read(file, "h")).hasMessage(file + ": there is no such file");
        assertThatThrownBy(() -> NodeFile.read(dir, "h"))
                .hasMessage(dir + ": this is a directory, expected the node file");
        Files.write(file, new byte[]{(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> NodeFile.read(file, "h")).hasMessage(file + ": the file is not UTF-8 text");
        Files.writeString(file, "#".repeat(65_537));
        assertThatThrownBy(() -> NodeFile.read(file, "h"))
                .hasMessage(file + ": the file is larger than 65536 bytes, so it is not a node file");
        assertThatThrownBy(() -> NodeFile.read(Path.of("/dev/zero"), "h")).isInstanceOf(NodeFileException.class);
    }

    @Test
    void hostNameOfTheMachineIsAskedOfTheKernel() throws Exception {
        var host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        Files.writeString(file, with("self_fence: reboot") + "self_fence_confirmed: '" + host + "'\n");

        assertThat(NodeFile.read(file).selfFenceConfirmed()).contains(host);
    }
}
