package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fci.guard.linux.Self;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.GuardNode;
import io.fci.guard.testbed.Shell;
import io.fci.guard.testbed.TestDaemon;
import io.fci.guard.testbed.ThreeGuards;
import io.fci.guard.wire.Claim;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import io.fci.guard.wire.TeardownStep;
import io.fci.guard.wire.ToDaemon;
import io.fci.guard.wire.ToGuard;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real guards under real launchers, in network namespaces, with `-Dguard.profile=lan` in the times of a local network.
class ThreeGuardsTest {
    private static final Profile PROFILE = Profile.ofWord(System.getProperty("guard.profile", "relaxed")).orElseThrow();
    private static final String VIP = "10.99.0.50";

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

    /// Every test has incarnations and epochs of its own, as every life of a daemon has.
    @BeforeEach
    void newDaemons() throws Exception {
        k += 10;
        orders = new Claim(k, "orders", 100 * k);
        daemons = guards.daemons(k);
    }

    @AfterAll
    static void down() throws Exception {
        if (guards != null) {
            guards.close();
        }
    }

    @Test
    void aGuardSaysAgainAndAgainThatItLives() throws Exception {
        var daemon = daemons.get("c");
        for (int i = 0; i < 3; i++) {
            long asked = System.nanoTime();
            Deadline.until("a later sign of life", 15_000,
                    () -> daemon.latest(ToDaemon.Alive.class).filter(at -> at.nanos() > asked).isPresent());
        }
    }

    @Test
    void aPartitionedOwnerIsGoneBeforeAnyAcceptorAttests() throws Exception {
        long pid = runOrders("a");
        guards.cut("a");
        long cut = System.nanoTime();
        Deadline.until("the process is gone", 15_000, () -> !GuardNode.runs(pid));
        long dead = System.nanoTime();
        Deadline.until("the address is gone", 15_000, () -> !guards.hasAddress("a", VIP));
        long clean = System.nanoTime();
        assertThat(clean - cut).isLessThan(PROFILE.acceptorWaitNanos());

        var leader = daemons.get("b");
        for (var acceptor : List.of("b", "c")) {
            leader.await(ToDaemon.Silent.class,
                    silent -> silent.node().equals("a") && silent.k() == k && silent.acceptor().equals(acceptor));
        }
        leader.send(new ToGuard.Ask("a", k));
        for (var acceptor : List.of("b", "c")) {
            var attest = leader.await(ToDaemon.Attest.class,
                    m -> m.node().equals("a") && m.k() == k && m.acceptor().equals(acceptor));
            assertThat(attest.a()).isEqualTo(10 + ThreeGuards.NODES.indexOf(acceptor));
            assertThat(leader.first(ToDaemon.Attest.class, m -> m.equals(attest)).orElseThrow().nanos())
                    .isGreaterThan(clean);
        }
        System.out.printf("partition: process gone after %d ms, address after %d ms, first SILENT after %d ms%n",
                millis(dead - cut), millis(clean - cut),
                millis(leader.first(ToDaemon.Silent.class, m -> m.node().equals("a")).orElseThrow().nanos() - cut));

        var torn = daemons.get("a").await(ToDaemon.TornDown.class, m -> m.k() == k);
        System.out.println("partition: " + torn.steps());
        assertThat(daemons.get("a").adopt(k, 10, List.of())).isInstanceOf(HandsAnswer.Refused.class);
        guards.heal("a");
        leader.await(ToDaemon.Dead.class, m -> m.node().equals("a") && m.k() == k);
        // Refused for ever as k; welcome as k + 1.
        assertThat(daemons.get("a").adopt(k + 1, 10, List.of(new Standing("a", k + 1, false))))
                .isEqualTo(new HandsAnswer.Done());
        daemons.get("a").await(ToDaemon.LeaseHeld.class, m -> m.k() == k + 1);
        // Offered again, as by a daemon that did not get the answer in time.
        assertThat(daemons.get("a").adopt(k + 1, 10, List.of(new Standing("a", k + 1, false))))
                .isEqualTo(new HandsAnswer.Done());
    }

    @Test
    void aGuardThatNobodyAnswersSaysSoAndGivesUpWhatItIsGivenAllTheSame() throws Exception {
        var daemon = daemons.get("a");
        guards.cut("a");
        daemon.await(ToDaemon.TornDown.class, m -> m.k() == k);
        assertThat(daemon.await(ToDaemon.Reach.class, m -> !m.majority()).unanswered()).containsExactly("b", "c");
        assertThat(daemon.adopt(k + 1, 10, List.of(new Standing("a", k + 1, false))))
                .isEqualTo(new HandsAnswer.Done());
        daemon.await(ToDaemon.TornDown.class, m -> m.k() == k + 1 && m.why().contains("no majority answers"));
        assertThat(daemon.last(ToDaemon.Reach.class).orElseThrow().majority()).isFalse();
        guards.heal("a");
        daemon.await(ToDaemon.Reach.class, ToDaemon.Reach::majority);
        assertThat(daemon.adopt(k + 2, 10, List.of(new Standing("a", k + 2, false))))
                .isEqualTo(new HandsAnswer.Done());
        daemon.await(ToDaemon.LeaseHeld.class, m -> m.k() == k + 2);
    }

    @Test
    void askedAboutANodeThatIsHeardEveryAcceptorSaysHeard() throws Exception {
        for (var acceptor : ThreeGuards.NODES) {
            // Asked again, as one that has just become an acceptor says nothing until the next renewal reaches it.
            Deadline.until(acceptor + " says heard", 15_000, () -> {
                daemons.get("b").send(new ToGuard.Ask("a", k));
                return daemons.get("b").first(ToDaemon.Heard.class,
                        m -> m.node().equals("a") && m.k() == k && m.acceptor().equals(acceptor)).isPresent();
            });
        }
        assertThat(daemons.get("b").first(ToDaemon.Attest.class, _ -> true)).isEmpty();
        assertThat(runOrders("a")).isPositive();
    }

    @Test
    void aNodeRevokedByAnOperatorLosesItsLeaseAndIsAttested() throws Exception {
        long pid = runOrders("a");
        daemons.get("c").send(new ToGuard.Revoke("a", k));
        daemons.get("a").await(ToDaemon.TornDown.class, m -> m.k() == k);
        assertThat(GuardNode.runs(pid)).isFalse();
        daemons.get("c").await(ToDaemon.Attest.class, m -> m.acceptor().equals("b") && m.node().equals("a"));
    }

    @Test
    void whenItsGuardIsKilledTheLauncherEndsItsGroupsAtOnceAndANewGuardClearsTheRest() throws Exception {
        long pid = runOrders("a");
        long guard = guards.guard("a").guardPid();
        long start = System.nanoTime();
        ProcessHandle.of(guard).orElseThrow().destroyForcibly();
        while (GuardNode.runs(pid)) {
            Thread.onSpinWait();
        }
        long took = System.nanoTime() - start;
        System.out.printf("guard killed: its process was gone after %.1f ms%n", took / 1e6);
        assertThat(millis(took)).isLessThan(1_000);

        Deadline.until("the daemon's connection ended", 5_000, () -> daemons.get("a").closedByGuard());
        guards.guard("a").awaitAnotherGuard(guard);
        var daemon = guards.guard("a").connect();
        var welcome = daemon.welcome();
        assertThat(welcome.guard()).isNotEqualTo(daemons.get("a").welcome().guard());
        assertThat(guards.hasAddress("a", VIP)).isFalse();
        assertThat(daemon.await(ToDaemon.TornDown.class, m -> m.k() == 0).steps())
                .extracting(TeardownStep::what).contains("processes", "addresses", "verify");
        assertThat(daemon.adopt(k + 1, 20, List.of(new Standing("a", k + 1, false)))).isEqualTo(new HandsAnswer.Done());
        daemon.await(ToDaemon.LeaseHeld.class, m -> m.k() == k + 1);
    }

    @Test
    void theLauncherEndsWhatAFrozenGuardHoldsAndTheGuardTearsDownWhenItThaws() throws Exception {
        long pid = runOrders("a");
        var busy = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            busy.add(daemons.get("a").spawn(orders, "busy" + i, "/bin/sh", "-c",
                    "setsid sleep 1000 & while :; do :; done"));
        }
        var place = cgroup(pid).getParent();
        long guard = guards.guard("a").guardPid();
        Shell.run("kill", "-STOP", Long.toString(guard));
        long frozen = System.nanoTime();
        try {
            Deadline.until("the process is gone", 15_000, () -> !GuardNode.runs(pid));
            long dead = System.nanoTime();
            for (long each : busy) {
                Deadline.until("a busy process is gone", 1_000, () -> !GuardNode.runs(each));
            }
            System.out.printf(
                    "frozen guard: its process was gone after %d ms, five after %d ms (lease %d ms + %d ms)%n",
                    millis(dead - frozen), millis(System.nanoTime() - frozen), millis(PROFILE.leaseNanos()),
                    millis(PROFILE.reactionNanos()));
            // The last renewal was before the freeze.
            assertThat(System.nanoTime() - frozen).isLessThan(PROFILE.leaseNanos() + PROFILE.reactionNanos());
            assertThat(daemons.get("b").first(ToDaemon.Silent.class, m -> m.node().equals("a") && m.k() == k))
                    .as("nobody may take over before that").isEmpty();
            for (var acceptor : List.of("b", "c")) {
                daemons.get("b").await(ToDaemon.Silent.class, m -> m.node().equals("a") && m.k() == k
                        && m.acceptor().equals(acceptor));
            }
            Deadline.until("nothing can be started for it any more", 5_000, () -> !Files.exists(place));
        } finally {
            Shell.run("kill", "-CONT", Long.toString(guard));
        }
        var torn = daemons.get("a").await(ToDaemon.TornDown.class, m -> m.k() == k);
        assertThat(torn.why()).startsWith("the lease ended");
        assertThat(guards.guard("a").guardPid()).as("the same guard").isEqualTo(guard);
        assertThat(guards.hasAddress("a", VIP)).isFalse();
        assertThat(daemons.get("a").adopt(k + 1, 10, List.of(new Standing("a", k + 1, false))))
                .isEqualTo(new HandsAnswer.Done());
        daemons.get("a").await(ToDaemon.LeaseHeld.class, m -> m.k() == k + 1);
    }

    @Test
    void aGuardThatStaysFrozenLosesItsAddressToTheKernelAndIsReplaced() throws Exception {
        long pid = runOrders("a");
        long guard = guards.guard("a").guardPid();
        Shell.run("kill", "-STOP", Long.toString(guard));
        Deadline.until("the process is gone", 15_000, () -> !GuardNode.runs(pid));
        Deadline.until("the kernel, or the next guard, took the address away", 15_000,
                () -> !guards.hasAddress("a", VIP));
        Deadline.until("the launcher killed it", 15_000, () -> !GuardNode.runs(guard));
        guards.guard("a").awaitAnotherGuard(guard);
        try (var daemon = guards.guard("a").connect()) {
            assertThat(daemon.adopt(k + 1, 20, List.of(new Standing("a", k + 1, false))))
                    .isEqualTo(new HandsAnswer.Done());
            daemon.await(ToDaemon.LeaseHeld.class, m -> m.k() == k + 1);
        }
    }

    @Test
    void whenTheDaemonsConnectionEndsEverythingIsTornDownAndTheOthersHearThatItIsDead() throws Exception {
        long pid = runOrders("a");
        daemons.get("a").close();
        daemons.get("b").await(ToDaemon.Dead.class, m -> m.node().equals("a") && m.k() == k);
        assertThat(GuardNode.runs(pid)).isFalse();
        assertThat(guards.hasAddress("a", VIP)).isFalse();
        try (var next = guards.guard("a").connect()) {
            assertThat(next.welcome().guard()).isEqualTo(daemons.get("a").welcome().guard());
            var torn = next.await(ToDaemon.TornDown.class, m -> m.k() == k);
            assertThat(torn.why()).as("told to the next daemon, as the last one is gone").contains("connection ended");
            refused(next.adopt(k, 10, List.of()), HandsReason.NOT_ADOPTED);
            refused(next.call(new HandsRequest.Open(orders)), HandsReason.NOT_CURRENT);
        }
    }

    @Test
    void aSecondDaemonTakesOverAndTheFirstCommandsNoMore() throws Exception {
        long pid = runOrders("a");
        try (var second = guards.guard("a").connect()) {
            second.welcome();
            assertThat(GuardNode.runs(pid)).isFalse();
            daemons.get("a").await(ToDaemon.Superseded.class, _ -> true);
            Deadline.until("the first connection is closed", 5_000, () -> daemons.get("a").closedByGuard());
            assertThat(second.adopt(k + 1, 10, List.of(new Standing("a", k + 1, false))))
                    .isEqualTo(new HandsAnswer.Done());
            second.await(ToDaemon.LeaseHeld.class, m -> m.k() == k + 1);
        }
    }

    @Test
    void noiseChangesNothing() throws Exception {
        long pid = runOrders("a");
        var random = new Random(42);
        // From this machine's own namespace nothing reaches the guards; from a peer's namespace it comes from its address.
        for (var node : List.of("b", "x")) {
            guards.in(node, ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-cp",
                    Path.of("target/test-classes").toAbsolutePath().toString(), Noise.class.getName(),
                    ThreeGuards.address("a"), "7400", Long.toString(random.nextLong()));
        }
        assertThat(GuardNode.runs(pid)).isTrue();
        assertThat(daemons.get("a").first(ToDaemon.LeaseLost.class, _ -> true)).isEmpty();
        assertThat(daemons.get("a").call(new HandsRequest.CheckAddress(orders, "ip", InetAddress.ofLiteral(VIP))))
                .isEqualTo(new HandsAnswer.Checked(true));
    }

    /// Sends 2,000 datagrams of random bytes.
    static final class Noise {
        public static void main(String[] args) throws Exception {
            var random = new Random(Long.parseLong(args[2]));
            var target = new InetSocketAddress(InetAddress.ofLiteral(args[0]), Integer.parseInt(args[1]));
            try (var socket = new DatagramSocket()) {
                for (int i = 0; i < 2_000; i++) {
                    var bytes = new byte[random.nextInt(700)];
                    random.nextBytes(bytes);
                    socket.send(new DatagramPacket(bytes, bytes.length, target));
                }
            }
        }
    }

    @Test
    void addressesAreMarkedHostAddressesProbedAndAnnounced() throws Exception {
        daemons.get("a").call(new HandsRequest.Open(orders));
        // Whoever asks for the address before has the wrong neighbour in its cache, until it is announced.
        guards.in("x", "ip", "neigh", "replace", VIP, "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "reachable");
        assertThat(daemons.get("a").addAddress(orders, "ip", VIP, 24)).isEqualTo(new HandsAnswer.Done());
        var mac = macOf("a");
        Deadline.until("the neighbour learned the new owner", 5_000,
                () -> guards.in("x", "ip", "neigh", "show", VIP).contains(mac));
        assertThat(guards.in("a", "ip", "-o", "addr", "show", "dev", "eth0")).contains("inet " + VIP + "/32");
        assertThat(daemons.get("a").addAddress(orders, "ip6", "fd99::50", 64)).isEqualTo(new HandsAnswer.Done());
        assertThat(guards.in("a", "ip", "-o", "addr", "show", "dev", "eth0")).contains("inet6 fd99::50/128");
        assertThat(daemons.get("a").addAddress(orders, "ip", VIP, 24)).as("again").isEqualTo(new HandsAnswer.Done());

        guards.in("x", "ip", "addr", "replace", "10.99.0.60/24", "dev", "eth0");
        var taken = refused(daemons.get("a").addAddress(orders, "ip", "10.99.0.60", 24), HandsReason.ADDRESS_IN_USE);
        assertThat(taken.facts()).containsEntry("mac", macOf("x"));
        assertThat(taken.sentence()).contains("10.99.0.60").contains(macOf("x"));
        var taken6 = refused(daemons.get("a").addAddress(orders, "ip6", "fd99::" + (11 + 'x' - 'a'), 64),
                HandsReason.ADDRESS_IN_USE);
        assertThat(taken6.facts()).containsEntry("mac", macOf("x"));
        var late = InetAddress.ofLiteral("10.99.0.60");
        assertThat(daemons.get("a")
                .call(new HandsRequest.AddAddress(orders, "late", late, 24, java.util.Optional.empty(), false,
                        0, 100)))
                .isEqualTo(new HandsAnswer.Done());
        assertThat(refused(daemons.get("a").call(new HandsRequest.ConfirmAddress(orders, "late", late)),
                HandsReason.ADDRESS_IN_USE).facts()).containsEntry("mac", macOf("x"));
        guards.in("x", "ip", "addr", "del", "10.99.0.60/24", "dev", "eth0");
        assertThat(daemons.get("a").call(new HandsRequest.ConfirmAddress(orders, "late", late)))
                .isEqualTo(new HandsAnswer.Done());
        assertThat(daemons.get("a").call(new HandsRequest.RemoveAddress(orders, "late", late)))
                .isEqualTo(new HandsAnswer.Done());
        var nowhere = refused(daemons.get("a").addAddress(orders, "ip", "10.9.9.9", 24), HandsReason.NO_INTERFACE);
        assertThat(nowhere.sentence()).isEqualTo("no interface of this node is in the network of 10.9.9.9/24"
                + " (interfaces: eth0 10.99.0.11/24)");

        guards.in("a", "ip", "addr", "del", VIP + "/32", "dev", "eth0");
        daemons.get("a").await(ToDaemon.AddressLost.class, m -> m.address().equals(InetAddress.ofLiteral(VIP)));
        assertThat(daemons.get("a").call(new HandsRequest.CheckAddress(orders, "ip", InetAddress.ofLiteral(VIP))))
                .isEqualTo(new HandsAnswer.Checked(false));
        assertThat(daemons.get("a").addAddress(orders, "ip", VIP, 24)).isEqualTo(new HandsAnswer.Done());
        assertThat(daemons.get("a").call(new HandsRequest.RemoveAddress(orders, "ip", InetAddress.ofLiteral(VIP))))
                .isEqualTo(new HandsAnswer.Done());
        assertThat(guards.hasAddress("a", VIP)).isFalse();
    }

    /// The directory of the cgroup that a process is in.
    private static Path cgroup(long pid) throws Exception {
        var line = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream().filter(l -> l.startsWith("0::"))
                .findFirst().orElseThrow();
        var mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().filter(l -> l.contains(" - cgroup2 "))
                .findFirst().orElseThrow().split(" ")[4];
        return Path.of(mount + line.substring(3));
    }

    private String macOf(String node) throws Exception {
        var words = guards.in(node, "ip", "-o", "link", "show", "dev", "eth0").split("link/ether ");
        return words[1].substring(0, 17);
    }

    @Test
    void anEpochIsReleasedOnlyWhenNothingOfItIsLeftAndThenForEver() throws Exception {
        long pid = runOrders("a");
        var daemon = daemons.get("a");
        refused(daemon.call(new HandsRequest.Close(orders)), HandsReason.NOT_STOPPED);
        refused(daemon.call(new HandsRequest.Open(new Claim(k, "orders", 100 * k + 1))), HandsReason.NOT_STOPPED);
        assertThat(daemon.call(new HandsRequest.Kill(orders, "web"))).isEqualTo(new HandsAnswer.Done());
        assertThat(GuardNode.runs(pid)).isFalse();
        daemon.await(ToDaemon.Exited.class, m -> m.pid() == pid && m.signal() == 9);
        refused(daemon.call(new HandsRequest.Close(orders)), HandsReason.NOT_STOPPED);
        daemon.call(new HandsRequest.RemoveAddress(orders, "ip", InetAddress.ofLiteral(VIP)));
        assertThat(daemon.call(new HandsRequest.Close(orders))).isEqualTo(new HandsAnswer.Done());
        refused(daemon.call(new HandsRequest.Open(orders)), HandsReason.RELEASED);
        refused(daemon.addAddress(orders, "ip", VIP, 24), HandsReason.RELEASED);
        assertThat(daemon.call(new HandsRequest.Open(new Claim(k, "orders", 100 * k + 1))))
                .isEqualTo(new HandsAnswer.Done());
    }

    @Test
    void aProcessHasItsEnvironmentItsUserAndOrdinaryScheduling() throws Exception {
        var daemon = daemons.get("a");
        daemon.call(new HandsRequest.Open(orders));
        var answer = daemon.call(new HandsRequest.Spawn(orders, "show", List.of("/bin/sh", "-c",
                "env | sort; id -u; chrt -p $$; pwd; ls /proc/self/fd | wc -l; echo to stderr >&2; exit 3"),
                Map.of("FCI_EPOCH", "7"), java.util.Optional.of("nobody"), java.util.Optional.of("/tmp")));
        assertThat(answer).isInstanceOf(HandsAnswer.Spawned.class);
        var exited = daemon.await(ToDaemon.Exited.class, m -> m.resource().equals("show"));
        assertThat(exited.status()).isEqualTo(3);
        assertThat(guards.guard("a").output("orders", "show"))
                .contains("FCI_EPOCH=7", "PATH=/usr/local/sbin", "65534", "SCHED_OTHER", "/tmp", "to stderr", "\n4\n");
        refused(daemon.call(new HandsRequest.Signal(orders, "show", 15)), HandsReason.NOT_RUNNING);
        refused(daemon.call(new HandsRequest.Spawn(orders, "who", List.of("true"), Map.of(),
                java.util.Optional.of("nosuchuser"), java.util.Optional.empty())), HandsReason.INVALID);
    }

    /// As far as a test can see it from outside: memory, priority of every thread, and what children have of both.
    @Test
    void theGuardIsRealTimeAndResidentAndItsChildrenAreNot() throws Exception {
        long guard = guards.guard("a").guardPid();
        assertThat(Files.readAllLines(Path.of("/proc/" + guard + "/status")))
                .filteredOn(line -> line.startsWith("VmLck:")).singleElement()
                .satisfies(line -> assertThat(kilobytes(line)).isGreaterThan(50_000));
        assertThat(Files.readAllLines(Path.of("/proc/" + guard + "/status")))
                .filteredOn(line -> line.startsWith("VmRSS:")).singleElement()
                .satisfies(line -> assertThat(kilobytes(line)).as("locked on fault only").isLessThan(150_000));
        boolean realTime = daemons.get("a").welcome().realTime();
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + guard + "/task"))) {
            for (var thread : threads) {
                assertThat(policy(thread) == ROUND_ROBIN).as("thread %s", thread).isEqualTo(realTime);
            }
        }
        long pid = runOrders("a");
        assertThat(policy(Path.of("/proc/" + pid))).isZero();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).strip()).isEqualTo("0");
    }

    private static final int ROUND_ROBIN = 2;

    /// Of proc_pid_stat(5), counted from the field behind the command's name.
    private static int policy(Path process) throws Exception {
        var stat = Files.readString(process.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[38]);
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    /// A group with a process and an address on `node`.
    private long runOrders(String node) throws Exception {
        var daemon = daemons.get(node);
        assertThat(daemon.call(new HandsRequest.Open(orders))).isEqualTo(new HandsAnswer.Done());
        assertThat(daemon.addAddress(orders, "ip", VIP, 24)).isEqualTo(new HandsAnswer.Done());
        long pid = daemon.spawn(orders, "web", "/bin/sh", "-c", "setsid sleep 1000 & exec sleep 1000");
        assertThat(guards.hasAddress(node, VIP)).isTrue();
        Deadline.until("the process runs", 5_000, () -> GuardNode.joined(pid, "orders"));
        return pid;
    }

    private static HandsAnswer.Refused refused(HandsAnswer answer, HandsReason reason) {
        assertThat(answer).isInstanceOf(HandsAnswer.Refused.class);
        var refused = (HandsAnswer.Refused) answer;
        assertThat(refused.reason()).as(refused.sentence()).isEqualTo(reason);
        return refused;
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
