package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fci.guard.linux.BootClock;
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
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a service reads of its lease, as an ordinary user's process under a real guard, and as somebody who has the file
/// open and is never ended.
class LeaseFileTest {
    private static final Profile PROFILE = Profile.ofWord(System.getProperty("guard.profile", "lan")).orElseThrow();

    /// Prints the boot-time clock and yes or no whenever that changes.
    private static final String READER = """
            import mmap, os, struct, time
            with open(os.environ['FCI_LEASE_FILE'], 'rb') as f:
                lease = mmap.mmap(f.fileno(), 24, prot=mmap.PROT_READ)
            assert struct.unpack_from('q', lease, 0)[0] == int(os.environ['FCI_EPOCH'])
            last = None
            while True:
                end = struct.unpack_from('q', lease, 8)[0]
                now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
                if (now < end) != last:
                    last = now < end
                    print(now, 'yes' if last else 'no', os.geteuid(), flush=True)
                time.sleep(0.001)
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
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        guards = new ThreeGuards(home, PROFILE.word());
    }

    @BeforeEach
    void newDaemons() throws Exception {
        k += 10;
        orders = new Claim(k, "orders", 100 * k);
        daemons = guards.daemons(k);
        assertThat(daemons.get("a").call(new HandsRequest.Open(orders))).isEqualTo(new HandsAnswer.Done());
    }

    @AfterAll
    static void down() throws Exception {
        if (guards != null) {
            guards.close();
        }
    }

    @Test
    void anOrdinaryUsersProcessMayActUntilTheLeaseOfItsFrozenNodeEndsAndNoLonger() throws Exception {
        long pid = spawn("/usr/bin/python3", "-c", READER);
        Deadline.until("it may act", 10_000, () -> said().stream().anyMatch(line -> line.endsWith("yes 65534")));
        assertThat(left().nanos()).isPositive().isLessThanOrEqualTo(PROFILE.leaseNanos());
        long guard = guards.guard("a").guardPid();
        // A launcher that lives would end the process soon after the deadline, and hide what the file says.
        long launcher = guards.guard("a").launcherPid();
        Shell.run("kill", "-STOP", Long.toString(launcher), Long.toString(guard));
        long frozen = BootClock.now();
        try {
            Deadline.until("it may not act any more", 15_000, () -> said().getLast().endsWith("no 65534"));
            long no = Long.parseLong(said().getLast().split(" ")[0]);
            System.out.printf("lease file: no %d ms after the freeze (the lease is %d ms)%n",
                    (no - frozen) / 1_000_000, PROFILE.leaseNanos() / 1_000_000);
            assertThat(end(file())).as("the promise that it was given").isLessThan(frozen + PROFILE.leaseNanos());
            assertThat(GuardNode.runs(pid)).isTrue();
            assertThat(mayAct()).isFalse();
        } finally {
            Shell.run("kill", "-CONT", Long.toString(guard), Long.toString(launcher));
        }
        daemons.get("a").await(ToDaemon.TornDown.class, m -> m.k() == k);
        assertThat(said().getLast()).as("and never again").endsWith("no 65534");
        assertThat(GuardNode.runs(pid)).isFalse();
    }

    @Test
    void theShellExampleOfTheDocumentationSaysYesAndNo() throws Exception {
        Deadline.until("yes", 5_000, this::mayAct);
        daemons.get("a").close();
        daemons.get("b").await(ToDaemon.Dead.class, m -> m.node().equals("a") && m.k() == k);
        assertThat(mayAct()).isFalse();
    }

    @Test
    void whoHasTheFileOpenReadsThatItIsOverBeforeTheNodeSaysSo() throws Exception {
        var memory = map();
        assertThat(memory.getLong(0)).isEqualTo(orders.epoch());
        Deadline.until("an end", 5_000, () -> memory.getLong(8) > BootClock.now());
        long first = memory.getLong(8);
        Deadline.until("a renewal", 5_000, () -> memory.getLong(8) > first && memory.getLong(8) == memory.getLong(16));
        daemons.get("a").close();
        daemons.get("b").await(ToDaemon.Dead.class, m -> m.node().equals("a") && m.k() == k);
        assertThat(memory.getLong(8)).isZero();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aReleasedEpochIsOverAlthoughTheNodeKeepsItsLease() throws Exception {
        var memory = map();
        assertThat(daemons.get("a").call(new HandsRequest.Close(orders))).isEqualTo(new HandsAnswer.Done());
        assertThat(memory.getLong(8)).isZero();
        assertThat(memory.getLong(16)).isZero();
        assertThat(file()).doesNotExist();
        assertThat(daemons.get("a").call(new HandsRequest.Left(orders)))
                .isInstanceOfSatisfying(HandsAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(HandsReason.RELEASED));
        var next = new Claim(k, "orders", 100 * k + 1);
        assertThat(daemons.get("a").call(new HandsRequest.Open(next))).isEqualTo(new HandsAnswer.Done());
        assertThat(daemons.get("a").call(new HandsRequest.Left(next))).isInstanceOf(HandsAnswer.Left.class);
        assertThat(memory.getLong(8)).isZero();
    }

    @Test
    void whatAKilledGuardLeftBehindIsOverBeforeTheNextOneSaysAnything() throws Exception {
        var memory = map();
        Deadline.until("an end", 5_000, () -> memory.getLong(8) > BootClock.now());
        long old = guards.guard("a").guardPid();
        Shell.run("kill", "-KILL", Long.toString(old));
        guards.guard("a").awaitAnotherGuard(old);
        try (var daemon = guards.guard("a").connect()) {
            assertThat(daemon.welcome().concerns()).isNotNull();
            assertThat(memory.getLong(8)).isZero();
            assertThat(file()).doesNotExist();
        }
    }

    private HandsAnswer.Left left() throws Exception {
        var answer = daemons.get("a").call(new HandsRequest.Left(orders));
        assertThat(answer).isInstanceOf(HandsAnswer.Left.class);
        return (HandsAnswer.Left) answer;
    }

    private Path file() {
        return guards.guard("a").home().resolve("run/leases/orders." + orders.epoch());
    }

    private MappedByteBuffer map() throws IOException {
        try (var channel = FileChannel.open(file())) {
            var memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, 24);
            memory.order(ByteOrder.nativeOrder());
            return memory;
        }
    }

    private static long end(Path file) throws IOException {
        return java.nio.ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getLong(8);
    }

    /// As an ordinary user, by the code that users are given.
    private boolean mayAct() throws Exception {
        var page = Files.readString(Path.of("../docs/lease-file.md"));
        var code = page.substring(page.indexOf("```sh\n") + 6);
        return Shell.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env",
                "FCI_LEASE_FILE=" + file(), "sh", "-c",
                code.substring(0, code.indexOf("```")) + "may_act && echo yes || echo no").strip().equals("yes");
    }

    private long spawn(String... argv) throws Exception {
        var answer = daemons.get("a").call(new HandsRequest.Spawn(orders, "reader", List.of(argv),
                Map.of("FCI_EPOCH", Long.toString(orders.epoch()), "FCI_LEASE_FILE", "/nowhere"),
                Optional.of("nobody"), Optional.empty()));
        assertThat(answer).isInstanceOf(HandsAnswer.Spawned.class);
        return ((HandsAnswer.Spawned) answer).pid();
    }

    private List<String> said() {
        try {
            return guards.guard("a").output("orders", "reader").lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
