package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fci.guard.linux.PacketSocket;
import io.fci.guard.linux.RouteNetlink;
import io.fci.guard.linux.Self;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.GuardNode;
import io.fci.guard.testbed.Prober;
import io.fci.guard.testbed.Shell;
import io.fci.guard.testbed.TestDaemon;
import io.fci.guard.testbed.ThreeGuards;
import io.fci.guard.wire.Claim;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import io.fci.guard.wire.ToDaemon;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client on another machine sees of a node's group addresses when the node's guard cannot act. Real guards, in
/// the times of `-Dguard.profile=lan` unless told otherwise.
class KernelGateTest {
    private static final Profile PROFILE = Profile.ofWord(System.getProperty("guard.profile", "lan")).orElseThrow();
    private static final String VIP = "10.99.0.50";
    private static final String VIP6 = "fd99::50";
    private static final String SERVICE = "import socket\ns = socket.create_server(('::', " + ThreeGuards.SERVICE_PORT
            + "), family=socket.AF_INET6, dualstack_ipv6=True, backlog=512)\n"
            + "while True:\n c, _ = s.accept()\n c.send(b'x')\n c.close()\n";

    /// On a machine this busy a client waits for the processor: whether the gate held anything back is counted apart.
    private static final int PATIENT_MILLIS = 5_000;

    @TempDir
    static Path home;

    private static ThreeGuards guards;
    private static long k;

    private Map<String, TestDaemon> daemons;
    private Claim orders;

    @BeforeAll
    static void up() throws Exception {
        assumeTrue(Self.root(), "needs root (network namespaces, cgroups, addresses)");
        guards = new ThreeGuards(home, PROFILE.word());
    }

    @BeforeEach
    void newDaemons() throws Exception {
        k += 10;
        orders = new Claim(k, "orders", 100 * k);
        daemons = guards.daemons(k);
    }

    @AfterAll
    static void down() throws Exception {
        if (guards != null) {
            guards.guard("a").close();
            assertThat(guards.in("a", "nft", "list", "ruleset")).as("after an orderly stop").isBlank();
            guards.close();
        }
    }

    @Test
    void whileGuardAndLauncherAreFrozenANodeFallsSilentAtItsDeadlineAndStaysSilentUntilItIsClean() throws Exception {
        long pid = runOrders();
        long guard = guards.guard("a").guardPid();
        // A launcher that lives would end the service soon after the deadline, and hide what the gate does.
        long launcher = guards.guard("a").launcherPid();
        try (var tcp = Prober.start(guards, "x", "tcp", VIP, 10, 300);
                var tcp6 = Prober.start(guards, "x", "tcp", VIP6, 10, 300);
                var arp = Prober.start(guards, "x", "wire", VIP, 25, 300);
                var nd = Prober.start(guards, "x", "wire", VIP6, 25, 300);
                var own = Prober.start(guards, "x", "tcp", ThreeGuards.address("a"), 25, 300)) {
            var held = List.of(tcp, tcp6, arp, nd);
            for (var prober : held) {
                prober.awaitAnswerAfter(System.nanoTime());
            }
            own.awaitAnswerAfter(System.nanoTime());
            Shell.run("kill", "-STOP", Long.toString(launcher), Long.toString(guard));
            long frozen = System.nanoTime();
            long deadline = frozen + PROFILE.leaseNanos();
            try {
                Deadline.until("the deadline", 15_000, () -> System.nanoTime() > deadline);
                assertThat(guards.hasAddress("a", VIP)).as("the address is still there").isTrue();
                assertThat(guards.hasAddress("a", VIP6)).as("the address is still there").isTrue();
                assertThat(GuardNode.runs(pid)).as("the process is still there").isTrue();
                for (var prober : held) {
                    prober.awaitAttemptsAfter(deadline, 1);
                }
                announceFrom("a");
                own.awaitAnswerAfter(deadline);
                System.out.printf("frozen guard (%s): last answers after %d ms (TCP), %d (TCP 6), %d (ARP), %d (ND);"
                        + " the lease is %d ms%n", PROFILE.word(), millis(tcp.lastAnswered() - frozen),
                        millis(tcp6.lastAnswered() - frozen), millis(arp.lastAnswered() - frozen),
                        millis(nd.lastAnswered() - frozen), millis(PROFILE.leaseNanos()));
            } finally {
                Shell.run("kill", "-CONT", Long.toString(guard), Long.toString(launcher));
            }
            long thawed = System.nanoTime();
            daemons.get("a").await(ToDaemon.TornDown.class, m -> m.k() == k);
            assertThat(guards.hasAddress("a", VIP)).isFalse();
            assertThat(guards.in("a", "nft", "list", "ruleset")).as("nothing is left in the gate")
                    .contains("fci_gate").doesNotContain(VIP, VIP6, "expires");
            for (var prober : held) {
                prober.awaitAttemptsAfter(thawed, 2);
                assertThat(prober.lastAnswered()).as("no answer after the deadline").isLessThan(deadline);
            }
        }
    }

    @Test
    void aNewGuardStartsClosedAndOpensWithItsLease() throws Exception {
        long pid = runOrders();
        assertThat(guards.in("a", "nft", "list", "ruleset")).contains("expires", VIP, VIP6);
        long old = guards.guard("a").guardPid();
        Shell.run("kill", "-KILL", Long.toString(old));
        guards.guard("a").awaitAnotherGuard(old);
        try (var daemon = guards.guard("a").connect()) {
            assertThat(daemon.welcome().concerns()).isEmpty();
            assertThat(GuardNode.runs(pid)).isFalse();
            assertThat(guards.in("a", "nft", "list", "ruleset")).contains("fci_gate")
                    .doesNotContain("expires", VIP, VIP6);
            assertThat(daemon.adopt(k + 1, 10, List.of(new Standing("a", k + 1, false))))
                    .isEqualTo(new HandsAnswer.Done());
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == k + 1);
            daemons.put("a", daemon);
            orders = new Claim(k + 1, "orders", 100 * k + 1);
            runOrders();
            try (var tcp = Prober.start(guards, "x", "tcp", VIP, 10, 300)) {
                tcp.awaitAnswerAfter(System.nanoTime());
            }
        }
    }

    /// As a guard does that was frozen between its check of the lease and the frame that it was about to send.
    private void announceFrom(String node) throws Exception {
        for (var vip : List.of(VIP, VIP6)) {
            guards.in("x", "ip", "neigh", "replace", vip, "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud",
                    "reachable");
        }
        guards.java(node, Announcer.class, VIP, VIP6);
        for (var vip : List.of(VIP, VIP6)) {
            assertThat(guards.in("x", "ip", "neigh", "show", vip)).as("no frame came out")
                    .contains("02:00:00:00:00:99");
            guards.in("x", "ip", "neigh", "del", vip, "dev", "eth0");
        }
    }

    static final class Announcer {
        public static void main(String[] args) throws Exception {
            var link = RouteNetlink.open().links().stream().filter(each -> each.name().equals("eth0")).findFirst()
                    .orElseThrow();
            for (var address : args) {
                try (var socket = PacketSocket.forAnnouncing(link)) {
                    socket.announce(InetAddress.ofLiteral(address));
                } catch (java.io.IOException e) {
                    System.out.println("not sent: " + e.getMessage());
                }
            }
        }
    }

    @Test
    void aNodeCutOffFromTheOthersIsSilentToItsClientsAtItsDeadline() throws Exception {
        runOrders();
        try (var tcp = Prober.start(guards, "x", "tcp", VIP, 10, 300);
                var arp = Prober.start(guards, "x", "wire", VIP, 25, 300)) {
            tcp.awaitAnswerAfter(System.nanoTime());
            arp.awaitAnswerAfter(System.nanoTime());
            guards.in("a", "nft", "table inet cut { chain out { type filter hook output priority 0;"
                    + " udp dport 7400 drop; }; chain in { type filter hook input priority 0; udp dport 7400 drop; }; }");
            long cut = System.nanoTime();
            try {
                daemons.get("a").await(ToDaemon.TornDown.class, m -> m.k() == k);
                tcp.awaitAttemptsAfter(System.nanoTime(), 2);
                arp.awaitAttemptsAfter(System.nanoTime(), 2);
            } finally {
                guards.in("a", "nft", "delete", "table", "inet", "cut");
            }
            System.out.printf("cut off (%s): last answers after %d ms (TCP), %d (ARP); the lease is %d ms%n",
                    PROFILE.word(), millis(tcp.lastAnswered() - cut), millis(arp.lastAnswered() - cut),
                    millis(PROFILE.leaseNanos()));
            assertThat(List.of(tcp.lastAnswered(), arp.lastAnswered()))
                    .allSatisfy(last -> assertThat(last).isLessThan(cut + PROFILE.leaseNanos()));
        }
    }

    @Test
    void underLoadNoClientEverFindsTheGateClosed() throws Exception {
        runOrders();
        var load = new ArrayList<Process>();
        try (var tcp = Prober.start(guards, "x", "tcp", VIP, 10, PATIENT_MILLIS)) {
            tcp.awaitAnswerAfter(System.nanoTime());
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                load.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            long before = heldBack();
            long start = System.nanoTime();
            Deadline.until("20 s under load", 40_000,
                    () -> tcp.attempts().getLast().asked() >= start + 20_000_000_000L);
            var attempts = tcp.attempts().stream().filter(each -> each.asked() >= start).toList();
            System.out.printf("under load (%s): %d attempts in 20 s, %d failed, the longest took %d ms%n",
                    PROFILE.word(),
                    attempts.size(), attempts.stream().filter(each -> !each.success()).count(),
                    millis(attempts.stream().mapToLong(each -> each.answered() - each.asked()).max().orElseThrow()));
            assertThat(attempts).hasSizeGreaterThan(100).allMatch(Prober.Attempt::success);
            assertThat(heldBack()).as("packets that the gate held back").isEqualTo(before);
        } finally {
            load.forEach(Process::destroyForcibly);
        }
    }

    private static long heldBack() throws Exception {
        return Pattern.compile("counter packets (\\d+)").matcher(guards.in("a", "nft", "list", "ruleset")).results()
                .mapToLong(match -> Long.parseLong(match.group(1))).sum();
    }

    /// A group on node a with both kinds of addresses and a service that clients can ask.
    private long runOrders() throws Exception {
        var daemon = daemons.get("a");
        assertThat(daemon.call(new HandsRequest.Open(orders))).isEqualTo(new HandsAnswer.Done());
        assertThat(daemon.addAddress(orders, "ip", VIP, 24)).isEqualTo(new HandsAnswer.Done());
        assertThat(daemon.addAddress(orders, "ip6", VIP6, 64)).isEqualTo(new HandsAnswer.Done());
        return daemon.spawn(orders, "web", "/usr/bin/python3", "-c", SERVICE);
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
