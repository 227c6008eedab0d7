package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fci.guard.linux.Self;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.GuardNode;
import io.fci.guard.testbed.TestDaemon;
import io.fci.guard.testbed.ThreeGuards;
import io.fci.guard.wire.Claim;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.ToDaemon;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What arrives at the lease port and is no member's, as fast as one sender can, 50,000 a second at most, for some seconds:
/// no lease is lost, nobody is called silent, everything is counted. Real guards, in the times of `-Dguard.profile=lan`
/// unless told otherwise.
class FloodTest {
    private static final Profile PROFILE = Profile.ofWord(System.getProperty("guard.profile", "lan")).orElseThrow();
    private static final int SECONDS = 5;

    /// Sends what the arguments say: target, own address (with its lease port, shared with the guard that lives there, or
    /// none: a stranger), kind. `replay` first records what that guard sends to the target, and sends that again and again.
    private static final String SENDER = """
            import os, random, socket, sys, time
            target, own, kind, seconds, most = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            if own != '-':
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                s.bind((own, 7400))
            random.seed(42)
            recorded = []
            if kind in ('replay', 'truncated', 'forged'):
                wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
                while len(recorded) < 20:
                    packet = wire.recv(2000)
                    head = (packet[0] & 15) * 4
                    if (packet[9] == 17 and socket.inet_ntoa(packet[12:16]) == own
                            and socket.inet_ntoa(packet[16:20]) == target and len(packet) > head + 8):
                        recorded.append(packet[head + 8:])
                wire.close()
            if kind == 'garbage':
                say = [random.randbytes(random.randint(1, 600)) for _ in range(200)]
            elif kind == 'replay':
                say = recorded
            elif kind == 'truncated':
                say = [each[:random.randint(1, len(each) - 1)] for each in recorded]
            else:
                # The same lives and a number that is far ahead; the seal cannot be right.
                say = [each[:42] + (1 << 40 | i).to_bytes(8, 'big') + each[50:-16] + random.randbytes(16)
                       for i, each in enumerate(recorded)]
            os.nice(10)
            s.setblocking(False)
            sent, begin = 0, time.monotonic()
            while True:
                passed = time.monotonic() - begin
                if passed >= seconds:
                    break
                while sent < passed * most:
                    try:
                        s.sendto(say[sent % len(say)], (target, 7400))
                    except BlockingIOError:
                        break
                    sent += 1
                time.sleep(0.0005)
            print(sent)
            """;

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
            guards.close();
        }
    }

    @Test
    void garbageOfAStranger() throws Exception {
        flood("x", "-", "garbage", LeaseHealth::strangers);
    }

    @Test
    void garbageFromAPeersAddress() throws Exception {
        flood("b", ThreeGuards.address("b"), "garbage", health -> b(health).malformed());
    }

    @Test
    void whatAPeerHasSaidBeforeFromItsAddress() throws Exception {
        flood("b", ThreeGuards.address("b"), "replay", health -> b(health).repeated());
    }

    @Test
    void thePartsOfWhatAPeerHasSaid() throws Exception {
        flood("b", ThreeGuards.address("b"), "truncated", health -> b(health).malformed() + b(health).unsealed()
                + b(health).repeated());
    }

    @Test
    void whatOnlyLooksSealed() throws Exception {
        flood("b", ThreeGuards.address("b"), "forged", health -> b(health).unsealed());
    }

    private void flood(String from, String own, String kind, ToLongFunction<LeaseHealth> counted) throws Exception {
        var daemon = daemons.get("a");
        assertThat(daemon.call(new HandsRequest.Open(orders))).isEqualTo(new HandsAnswer.Done());
        long pid = daemon.spawn(orders, "web", "/bin/sleep", "1000");
        long before = counted.applyAsLong(latest());
        long sent = Long
                .parseLong(guards.in(from, "/usr/bin/python3", "-c", SENDER, ThreeGuards.address("a"), own, kind,
                        Integer.toString(SECONDS), "50000").strip());
        Deadline.until("nearly all are counted", 5_000,
                () -> counted.applyAsLong(latest()) - before > sent / 2);
        var health = latest();
        System.out.printf("flood of %s from %s (%s): %d a second, %d of %d counted; %d near misses, least left %d ms,"
                + " longest gap %d ms, %s%n", kind, from, PROFILE.word(), sent / SECONDS,
                counted.applyAsLong(health) - before, sent, health.nearMisses(), health.leastMarginMillis(),
                health.longestGapMillis(), health.peers());
        assertThat(sent).as("enough to be a flood").isGreaterThan(5_000L * SECONDS);
        assertThat(GuardNode.runs(pid)).isTrue();
        for (var node : ThreeGuards.NODES) {
            assertThat(daemons.get(node).first(ToDaemon.LeaseLost.class, _ -> true)).as(node).isEmpty();
            assertThat(daemons.get(node).first(ToDaemon.Silent.class, silent -> silent.k() == k)).as(node).isEmpty();
        }
    }

    private LeaseHealth latest() throws Exception {
        daemons.get("a").await(ToDaemon.Health.class, _ -> true);
        return daemons.get("a").last(ToDaemon.Health.class).orElseThrow().health();
    }

    private static LeaseHealth.Peer b(LeaseHealth health) {
        return health.peers().stream().filter(peer -> peer.name().equals("b")).findFirst().orElseThrow();
    }
}
