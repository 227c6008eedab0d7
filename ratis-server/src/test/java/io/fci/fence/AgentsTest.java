package io.fci.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.core.state.Fencing.Device;
import io.fci.core.state.NodeName;
import io.fci.core.view.FencingOrders.TurnOff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Agents that work, and all the ways in which they do not.
class AgentsTest {
    private static final NodeName N1 = new NodeName("n1");

    @TempDir
    Path folder;

    private AgentScripts scripts;

    @BeforeEach
    void directory() throws Exception {
        scripts = new AgentScripts(Files.createDirectory(folder.resolve("agents")));
    }

    private Switch devices() throws Exception {
        return new Switch(scripts.agents(), Duration.ofMillis(10));
    }

    private static TurnOff order(Device... devices) {
        return new TurnOff(N1, 7, 9, 1, List.of(devices), 0);
    }

    @Test
    void aMachineIsOffWhenItsDeviceSaysSo() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        devices().turnOff(order(AgentScripts.device("fence_good", 30_000, "plug", "3")), () -> true);
        assertThat(scripts.power()).isEqualTo("off");
        assertThat(scripts.asked()).containsExactly("off n1", "metadata ", "status n1");
    }

    /// Of two power supplies both are told first, and then both are asked.
    @Test
    void allDevicesOfALevelHaveToConfirm() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        scripts.write("fence_liar", AgentScripts.LIAR);
        var good = AgentScripts.device("fence_good", 30_000);
        devices().turnOff(order(good, good), () -> true);
        assertThat(scripts.asked()).startsWith("off n1", "off n1").contains("status n1");
        var liar = AgentScripts.device("fence_liar", 30_000);
        assertThatThrownBy(() -> devices().turnOff(order(good, liar), () -> true))
                .hasMessage("device ipmi: off was reported to be done, but status says that n1 is on");
    }

    @Test
    void aDeviceThatRefusesIsQuotedWithoutItsSecrets() throws Exception {
        scripts.write("fence_refuser", AgentScripts.REFUSER);
        var secret = Files.writeString(folder.resolve("secret"), "s3cr3t-word\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        var device = AgentScripts.device("fence_refuser", 30_000, "passwd", "file:" + secret);
        assertThatThrownBy(() -> devices().turnOff(order(device), () -> true)).hasMessage(
                "device ipmi: off failed: fence_refuser ended with status 1: Unable to connect/login to fencing device with ***");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> devices().turnOff(order(device), () -> true))
                .hasMessageContaining("which everybody on this node can read");
        Files.delete(secret);
        assertThatThrownBy(() -> devices().turnOff(order(device), () -> true))
                .hasMessageContaining("which is not there");
    }

    @Test
    void anAgentThatHangsIsEndedWithAllItStarted() throws Exception {
        scripts.write("fence_hanger", AgentScripts.HANGER);
        assertThatThrownBy(() -> devices().turnOff(order(AgentScripts.device("fence_hanger", 1_000)), () -> true))
                .hasMessageContaining("the agent fence_hanger did not end within 1 s");
        assertEnded(scripts.directory.resolve("child"));
    }

    @Test
    void whatAnAgentLeavesBehindIsEndedToo() throws Exception {
        scripts.write("fence_leaver", AgentScripts.LEAVER);
        devices().turnOff(order(AgentScripts.device("fence_leaver", 30_000)), () -> true);
        assertEnded(scripts.directory.resolve("child"));
    }

    private static void assertEnded(Path pidFile) throws Exception {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isZombie(pid)) {
            assertThat(System.nanoTime()).as("process %d lives on", pid).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /// Nobody may be there to collect an orphan's status.
    private static boolean isZombie(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s)\\d+ \\(.*\\) [ZX].*");
        } catch (java.io.IOException e) {
            return true;
        }
    }

    @Test
    void anAgentThatPrintsTenMegabytesCostsNothingButItsTime() throws Exception {
        scripts.write("fence_chatterbox", AgentScripts.CHATTERBOX);
        assertThatThrownBy(() -> devices().turnOff(order(AgentScripts.device("fence_chatterbox", 60_000)), () -> true))
                .hasMessage("device ipmi: off failed: fence_chatterbox ended with status 1: the last words");
    }

    @Test
    void anAgentThatIsNotThereOrNotRootsIsNamed() throws Exception {
        var device = AgentScripts.device("fence_gone", 1_000);
        assertThatThrownBy(() -> devices().turnOff(order(device), () -> true)).hasMessage(
                "device ipmi: the agent fence_gone is not in " + scripts.directory
                        + "; install the package fence-agents");
        var file = scripts.write("fence_open", AgentScripts.GOOD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> devices().turnOff(order(AgentScripts.device("fence_open", 1_000)), () -> true))
                .hasMessageContaining("can be written by others than its owner");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> devices().turnOff(order(AgentScripts.device("fence_open", 1_000)), () -> true))
                .hasMessageContaining("is not a program that this user can execute");
        var foreign = new AgentDirectory(scripts.directory, Set.of(12_345));
        scripts.write("fence_good", AgentScripts.GOOD);
        assertThatThrownBy(() -> foreign.find("fence_good")).hasMessageContaining("and not to root");
        assertThatThrownBy(() -> foreign.find("../bin/sh")).hasMessageContaining("is not the name of a fence agent");
    }

    @Test
    void anOrderThatDoesNotStandAnyMoreIsNotCarriedOut() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        assertThatThrownBy(
                () -> devices().turnOff(order(AgentScripts.device("fence_good", 30_000)), () -> false))
                .hasMessageContaining("does not stand any more");
        assertThat(scripts.asked()).isEmpty();
    }

    /// Agents ignore parameters that they do not know: a misspelt plug would be another machine's.
    @Test
    void aParameterThatTheAgentDoesNotKnowIsAMistake() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        var device = AgentScripts.device("fence_good", 30_000, "plugg", "3");
        assertThat(scripts.agents().objection(device)).hasValueSatisfying(
                why -> assertThat(why).contains("knows no parameter 'plugg'", "action, ip, passwd, plug"));
        assertThat(devices().test(device, N1)).isPresent();
        assertThat(devices().test(AgentScripts.device("fence_good", 30_000, "plug", "3"), N1)).isEmpty();
        assertThat(scripts.agents().objection(AgentScripts.device("fence_elsewhere", 1_000))).isEmpty();
    }

    @Test
    void aTestTurnsNothingOff() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        scripts.write("fence_refuser", AgentScripts.REFUSER);
        assertThat(devices().test(AgentScripts.device("fence_good", 30_000), N1)).isEmpty();
        assertThat(devices().test(AgentScripts.device("fence_refuser", 30_000), N1)).isPresent();
        assertThat(scripts.power()).isEqualTo("on");
        assertThat(scripts.asked()).doesNotContain("off n1");
    }

    @Test
    void whatAskedForItIsTurnedOnAgain() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        var device = new Device("ipmi", "fence_good", new TreeMap<>(), List.of(), 30_000, 1, true);
        devices().turnOff(order(device), () -> true);
        assertThat(devices().turnOn(order(device))).isEmpty();
        assertThat(scripts.power()).isEqualTo("on");
    }

    @Test
    void aDescriptionCannotNameFiles() {
        assertThatThrownBy(() -> Metadata.parse("""
                <?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                <a><action name="&x;"/></a>""")).isInstanceOf(AgentFailed.class);
        assertThatThrownBy(() -> Metadata.parse("no xml at all")).isInstanceOf(AgentFailed.class);
    }
}
