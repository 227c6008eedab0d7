package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// What is wrong is refused in one sentence that names the thing, the value and the way out, with an exit code of its own, and changes
/// nothing.
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SLEEP = "/bin/sleep 1000";

    private Lab lab;
    private Instance orders;
    private Seen before;

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.DEFAULT);
        orders = Instance.create(lab, "orders", 50);
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void look() {
        before = lab.await("three nodes up", LIMIT,
                s -> s.nodes().stream().allMatch(Seen.Node::up) && s.online("orders"));
    }

    @AfterEach
    void nothingChanged() {
        var after = lab.await("three nodes up", LIMIT, s -> s.nodes().stream().allMatch(Seen.Node::up));
        assertThat(after.groups()).as("groups before and after").isEqualTo(before.groups());
        assertThat(orders.diary().lives()).as("processes of the instance").hasSize(1);
    }

    /// @param says parts of the one sentence: the thing, the value, the way out
    private record Row(String what, int code, List<String> says, String... arguments) {}

    @TestFactory
    Stream<DynamicTest> theCommandLineRefuses() {
        var far = "10.99.0.50/24";
        return Stream.of(
                create("a duplicate group", 4, List.of("'orders'", "exists already", "another name"), "orders",
                        "10.77.0.51/24", "new"),
                create("a name in capitals", 2, List.of("'Orders'", "a-z, 0-9"), "Orders", "10.77.0.51/24", "new"),
                create("a duplicate network name, whatever its case", 4,
                        List.of("orders.fci.test", "'orders'", "another one"), "new",
                        "10.77.0.51/24", "ORDERS"),
                create("a duplicate address", 4, List.of("10.77.0.50", "'orders'", "another one"), "new",
                        "10.77.0.50/24", "new"),
                create("the address of a node", 4, List.of("10.77.0.11", "'n1'", "of its own"), "new", "10.77.0.11/24",
                        "new"),
                create("an address outside the network", 2,
                        List.of("10.99.0.50", "its networks", "use an address of these"), "new", far,
                        "new"),
                create("an address without the length of its network", 2, List.of("'10.77.0.51'", "like 10.77.0.50/24"),
                        "new",
                        "10.77.0.51", "new"),
                create("an address that is none", 2, List.of("'10.77.0.300/24'", "like 10.77.0.50/24"), "new",
                        "10.77.0.300/24", "new"),
                create("an empty group name", 2, List.of("name is empty", "give 1 to 63"), "", "10.77.0.51/24", "new"),
                create("a group name that is too long", 2, List.of("x".repeat(64), "1 to 63"), "x".repeat(64),
                        "10.77.0.51/24", "new"),
                create("a network name that is too long", 2, List.of("x".repeat(64), "labels of 1 to 63"), "new",
                        "10.77.0.51/24",
                        "x".repeat(64)),
                create("an unknown node", 3, List.of("'n9'", "n1, n2, n3"), "new", "10.77.0.51/24", "new", "--possible",
                        "n9"),
                new Row("a network name without an address", 2, List.of("'name'", "address"), "create", "new", "--name",
                        "new.fci.test",
                        "--process", SLEEP),
                new Row("a quote that is not closed", 2, List.of("'", "not closed"), "create", "new", "--ip",
                        "10.77.0.51/24", "--name",
                        "new.fci.test", "--process", "'/bin/sleep"),
                new Row("a program without its directory", 2, List.of("'sleep'", "absolute path"), "create", "new",
                        "--ip",
                        "10.77.0.51/24", "--name", "new.fci.test", "--process", "sleep 5"),
                new Row("an unknown group", 3, List.of("'ordesr'", "orders"), "online", "ordesr"),
                new Row("a move to nowhere", 3, List.of("'n9'", "n1, n2, n3"), "move", "orders", "n9"),
                new Row("deletion of what is online", 5, List.of("'orders'", "offline first"), "delete", "orders"),
                new Row("an unknown command", 2, List.of("'frobnicate'", "fci --help"), "frobnicate"),
                new Row("an address where no node is", 6, List.of("10.77.0.250:7400", "no node could answer"), "status",
                        "--endpoint",
                        "10.77.0.250:7400"))
                .map(row -> DynamicTest.dynamicTest(row.what(), () -> refused(row)));
    }

    private static Row create(String what, int code, List<String> says, String group, String address, String label,
            String... more) {
        var arguments = new ArrayList<>(
                List.of("create", group, "--ip", address, "--name", label + ".fci.test", "--process", SLEEP));
        arguments.addAll(Arrays.asList(more));
        return new Row(what, code, says, arguments.toArray(String[]::new));
    }

    private void refused(Row row) {
        var answer = lab.fci(row.arguments());
        assertThat(answer.err()).startsWith("error: ").contains(row.says());
        assertThat(answer.err().lines().filter(line -> !line.startsWith("try: "))).as("one sentence").hasSize(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.code()).as(answer.err()).isEqualTo(row.code());
    }

    @Test
    void theApiRefusesWhatTheCommandLineCannotAsk() {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var ran = lab.onClient(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                BadRequests.class.getName(), lab.plan.address("n2") + ":7400", lab.plan.host(51) + "/24",
                lab.plan.zone()).orFail();
        Map<String, JsonObject> answers = ran.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject())
                .collect(Collectors.toMap(json -> json.get("what").getAsString(), Function.identity()));
        says(answers.get("dependency cycle"), "InvalidException", "first", "second");
        says(answers.get("unknown dependency"), "InvalidException", "'nowhere'", "'server'");
        says(answers.get("unknown type"), "InvalidException", "FloppyDisk", "use one of", "process");
        says(answers.get("instance rule"), "InvalidException", "'server'", "name");
        says(answers.get("name without an address"), "InvalidException", "'name'", "address");
        says(answers.get("two resources of one name"), "InvalidException", "'server'");
        says(answers.get("5 MiB"), "LimitException", "5242", "4194304", "Shorten");
        assertThat(answers).hasSize(7);
    }

    private static void says(JsonObject answer, String type, String... parts) {
        assertThat(answer.get("type").getAsString()).as("%s", answer).isEqualTo(type);
        assertThat(answer.get("message").getAsString()).contains(parts).doesNotContain("\n");
    }

    @Test
    void anAddressThatSomebodyElseAnswersForIsNotTakenAndTheSentenceSaysWhoHasIt() {
        var address = lab.plan.host(60);
        lab.onClient("ip", "addr", "add", address + "/32", "dev", "eth0").orFail();
        try {
            var answer = lab.fci("create", "squatted", "--ip", address + "/24", "--name", "squatted.fci.test",
                    "--process", SLEEP);
            assertThat(answer.code()).as(answer.err()).isEqualTo(4);
            assertThat(answer.err()).contains(address, "in use", clientHardwareAddress());
            lab.plan.nodes().forEach(
                    node -> assertThat(lab.onNode(node, "ip", "-o", "addr").orFail().out()).doesNotContain(address));
        } finally {
            lab.onClient("ip", "addr", "del", address + "/32", "dev", "eth0").orFail();
        }
    }

    private String clientHardwareAddress() {
        var words = List.of(lab.onClient("ip", "-o", "link", "show", "eth0").orFail().out().split("\\s+"));
        return words.get(words.indexOf("link/ether") + 1);
    }

    @Test
    void noiseAtThePortsOfTheGuardsAndTheNameServersChangesNothing() {
        long seed = UUID.randomUUID().getMostSignificantBits();
        var command = new ArrayList<>(List.of(Tool.python(), lab.bring("noise.py").toString(), "" + seed, "6000"));
        lab.plan.addresses().forEach(address -> command.addAll(List.of(address + ":7402", address + ":53")));
        System.out.println("noise with seed " + seed);
        lab.onClient(command.toArray(String[]::new)).orFail();
        assertThat(orders.answers().node()).isEqualTo(before.group("orders").orElseThrow().owner());
    }

    @Test
    void aNodeFileWithAnUnknownKeyIsRefusedBeforeAnythingStarts() {
        var ran = node(text -> text + "colour: blue\n");
        assertThat(ran.err()).contains("'colour'").contains("unknown key").hasLineCount(1);
        assertThat(ran.code()).isEqualTo(78);
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsAddress() {
        var ran = daemon(
                text -> text.replaceAll("(?m)^cluster:.*$", "cluster: {name: other, id: " + UUID.randomUUID() + "}"));
        assertThat(ran.err()).contains("port 7400 of " + lab.plan.address("n1"), "another process", "change ports.api");
        assertThat(ran.code()).isEqualTo(69);
    }

    @Test
    void dataOfAnotherClusterIsRefused() {
        lab.kill("n3");
        try {
            var id = UUID.randomUUID().toString();
            var ran = daemonOn("n3", "0", text -> text.replaceAll("id: [0-9a-f-]{36}", "id: " + id));
            assertThat(ran.err()).contains("belongs to cluster").contains(id);
            assertThat(ran.code()).isEqualTo(69);
        } finally {
            lab.start("n3");
        }
    }

    @Test
    void aDataDirectoryThatCannotBeReadIsNamed() throws IOException {
        var directory = Files.createDirectories(lab.file("locked"));
        Files.setPosixFilePermissions(directory, java.util.Set.of());
        var ran = daemonOn("n1", "7499", text -> text.replaceAll("(?m)^data:.*$", "data: " + directory)
                + "ports: {api: 17400, raft: 17401, lease: 17402, dns: 17053}\n");
        assertThat(ran.err()).contains(directory.toString()).contains("permission denied");
        assertThat(ran.code()).isEqualTo(69);
    }

    // ---- programs of a node, run beside the ones that are there

    /// The whole node with a changed file, where it must not get further than reading it.
    private Shell.Ran node(Function<String, String> change) {
        return Shell.run(Map.of(), LIMIT,
                lab.inNamespace("client", Lab.program("fci-node").toString(), "--config",
                        changed("n1", change).toString()));
    }

    /// The daemon alone on n1's machine, where its ports are taken.
    private Shell.Ran daemon(Function<String, String> change) {
        return daemonOn("n1", "0", text -> change.apply(text).replaceAll("(?m)^data:.*$",
                "data: " + lab.file("data-" + UUID.randomUUID())));
    }

    private Shell.Ran daemonOn(String machine, String uid, Function<String, String> change) {
        var file = changed(machine, change);
        return Shell.run(Map.of(), LIMIT,
                lab.inNamespace(machine, "setpriv", "--reuid", uid, "--regid", uid, "--clear-groups",
                        Lab.program("fcid").toString(), "--config", file.toString()));
    }

    private Path changed(String node, Function<String, String> change) {
        try {
            var file = lab.file("changed-" + UUID.randomUUID() + ".yaml");
            // A run directory of its own: in the node's own one there is the node's guard, which would listen to this daemon.
            var own = Files.createDirectories(lab.file("run-" + UUID.randomUUID()));
            var text = Files.readString(lab.nodeFile(node)).replaceAll("(?m)^run:.*$", "run: " + own);
            return Files.writeString(file, change.apply(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
