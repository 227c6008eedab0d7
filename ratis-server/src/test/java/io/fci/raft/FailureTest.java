package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.base.SystemClock;
import io.fci.config.NodeConfig;
import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.journal.NotDecided;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a replica does when it cannot, or must not, go on.
class FailureTest {
    private static final NodeName N1 = new NodeName("n1");

    @TempDir
    Path data;

    @Test
    void anEntryThatTheRulesCannotApplyEndsWhoeverAppliesIt() throws Exception {
        var lab = new Lab(data, 20_000, (state, entry) -> {
            for (var proposal : entry.proposals()) {
                if (proposal.command() instanceof Command.TakeOffline) {
                    throw new IllegalStateException("a bug in the rules");
                }
            }
            return Cluster.apply(state, entry);
        }, Optional.empty());
        try (lab) {
            lab.startAll();
            Lab.await("all to have applied the same", () -> Lab.NAMES.stream()
                    .map(name -> lab.node(name).state())
                    .distinct()
                    .count() == 1);
            var before = lab.node(N1).state();
            var poison = Proposal.of(new Command.TakeOffline(new GroupName("g"), OptionalLong.empty()));
            assertThatThrownBy(() -> lab.node(lab.follower()).propose(poison).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(NotDecided.MaybeDone.class);
            // A leader that ends in the act has perhaps not told the third that the entry is committed; that one goes on as before,
            // and applies nothing, because two of three are gone.
            Lab.await("a majority to end", () -> lab.fatal.size() >= 2);
            Lab.await("every replica to end, or to stand still", () -> Lab.NAMES.stream()
                    .allMatch(name -> lab.fatal.containsKey(name)
                            || !lab.node(name).leadership().mine() && lab.node(name).state().equals(before)));
            assertThat(lab.fatal.values()).allSatisfy(cause -> assertThat(cause)
                    .hasMessageContaining("cannot be applied: a bug in the rules"));
        }
    }

    @Test
    void aCommandThatCannotBeWrittenIsNotDoneAndHarmsNobody() throws Exception {
        try (var lab = Lab.start(data, 20_000)) {
            var impossible = Proposal.of(new Command.TakeOffline(new GroupName("g"), OptionalLong.of(-1)));
            for (var name : Lab.NAMES) {
                assertThatThrownBy(() -> lab.node(name).propose(impossible).get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(NotDecided.NotDone.class)
                        .hasMessageContaining("is negative");
            }
            assertThat(lab.fatal).isEmpty();
        }
    }

    @Test
    void withoutAMajorityNothingIsDoneAndItSaysSo() throws Exception {
        try (var lab = Lab.start(data, 20_000)) {
            var last = lab.follower();
            Lab.NAMES.parallelStream().filter(n -> !n.equals(last)).forEach(lab::kill);
            Lab.await("no leader", () -> lab.node(last).leadership().leader().isEmpty());
            long begin = System.nanoTime();
            var write = lab.node(last).propose(Asking.create("g"));
            var read = lab.node(last).barrier();
            assertThatThrownBy(() -> write.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NotDecided.NotDone.class)
                    .hasMessageContaining("no leader is known");
            assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NotDecided.NotDone.class);
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
    }

    @Test
    void aDamagedSnapshotIsNotStartedFrom() throws Exception {
        var lab = Lab.alone(data, 30);
        for (int i = 0; i < 40; i++) {
            var proposal = Asking.create("g" + i);
            Asking.untilAnswered(() -> lab.node(lab.leader()), proposal);
        }
        var directory = data.resolve("n1").resolve("raft").resolve(lab.cluster.toString()).resolve("sm");
        Lab.await("a snapshot", () -> newestSnapshot(directory).isPresent());
        lab.close();
        var file = newestSnapshot(directory).orElseThrow();
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> journal(lab.config(N1)).start()).isInstanceOf(CannotStart.class)
                .hasMessageContaining(file + " is damaged: its SHA-256 does not match");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        var ports = Lab.freePorts();
        var config = Lab.config("n1", UUID.randomUUID(), data.resolve("n1"), ports);
        try (var taken = new ServerSocket(ports.raft(), 1, config.address())) {
            assertThatThrownBy(() -> journal(config).start()).isInstanceOf(CannotStart.class)
                    .hasMessageContaining("cannot listen on 127.0.1.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aDirectoryThatAnotherDaemonUsesIsNamed() throws Exception {
        try (var lab = Lab.alone(data, 20_000)) {
            var own = lab.config(N1);
            var second = Lab.config("n1", lab.cluster, own.data(), Lab.freePorts());
            assertThatThrownBy(() -> journal(second).start()).isInstanceOf(CannotStart.class)
                    .hasMessageContaining(own.data() + " is in use by another daemon");
        }
    }

    @Test
    void aDataDirectoryThatIsNoneIsNamed() throws IOException {
        var file = Files.writeString(data.resolve("file"), "");
        var config = Lab.config("n1", UUID.randomUUID(), file, Lab.freePorts());
        assertThatThrownBy(() -> journal(config).start()).isInstanceOf(CannotStart.class)
                .hasMessageContaining("cannot use data directory " + file);
    }

    @Test
    void anotherClustersDirectoryIsNotStartedFrom() throws Exception {
        try (var lab = Lab.alone(data, 20_000)) {
            lab.kill(N1);
            var other = Lab.config("n1", UUID.randomUUID(), lab.config(N1).data(), Lab.freePorts());
            assertThatThrownBy(() -> journal(other).start()).isInstanceOf(CannotStart.class)
                    .hasMessageContaining("belongs to cluster " + lab.cluster);
        }
    }

    @Test
    void leadershipIsToldInTurnAndOnlyToWhoHasIt() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        var duties = new Duties(new LeaderDuties() {
            @Override
            public void leading(long term) {
                told.add("leading " + term);
            }

            @Override
            public void notLeading() {
                told.add("not leading");
            }
        }, new Fatal(cause -> told.add(cause.getMessage())));
        duties.notLeading();
        duties.leaderReady(3);
        Lab.await("told", () -> told.size() == 1);
        duties.leaderReady(5);
        Lab.await("told", () -> told.size() == 3);
        duties.notLeading();
        Lab.await("told", () -> told.size() == 4);
        duties.close();
        assertThat(told).containsExactly("leading 3", "not leading", "leading 5", "not leading");
    }

    private static RaftJournal journal(NodeConfig config) {
        return new RaftJournal(config, Cluster::apply, new SystemClock(), Lab.NO_DUTIES, cause -> {}, Optional::empty);
    }

    private static Optional<Path> newestSnapshot(Path directory) {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        try (var files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".md5"))
                    .map(f -> f.resolveSibling(f.getFileName().toString().replace(".md5", "")))
                    .max((a, b) -> Long.compare(index(a), index(b)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long index(Path snapshot) {
        return Long.parseLong(snapshot.getFileName().toString().replaceAll(".*_", ""));
    }
}
