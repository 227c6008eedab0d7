package io.fci.guard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fci.guard.linux.Self;
import io.fci.guard.testbed.Shell;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void theKernelDoesWithTheGateWhatTheGuardReliesOn() throws Exception {
        assumeTrue(Self.root(), "needs root (network namespaces)");
        System.out.print(Shell.run("unshare", "--net", ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), GateInNamespace.class.getName()));
    }

    @Test
    void onTheWayOutOnlyTheSourceCountsAndOnTheWayInOnlyTheDestination() {
        // A node whose gate is closed must be able to talk to the next owner of the address.
        var rules = GateRules.filter(List.of(InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("fd00::5")));
        var leaving = rules.indexOf("chain leaving");
        assertThat(rules.substring(0, leaving)).contains("daddr").doesNotContain("saddr");
        assertThat(rules.substring(leaving)).contains("saddr").doesNotContain("daddr");
        assertThat(rules).contains("elements = { 10.1.2.3 }", "elements = { fd00:0:0:0:0:0:0:5 }");
    }
}
