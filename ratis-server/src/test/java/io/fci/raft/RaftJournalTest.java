package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.codec.log.StateDigest;
import io.fci.core.Cluster;
import io.fci.core.log.Outcome;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.journal.Change;
import io.fci.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftJournalTest {
    @TempDir
    Path data;

    private Lab lab;

    @AfterEach
    void stop() {
        lab.close();
        assertThat(lab.fatal).isEmpty();
    }

    @Test
    void theOutcomeIsGivenOnceTheAskedNodeHasAppliedIt() throws Exception {
        lab = Lab.start(data, 20_000);
        for (var name : Lab.NAMES) {
            var outcome = Asking.untilAnswered(() -> lab.node(name), Asking.create("on-" + name));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Accepted.class, accepted -> {
                var state = lab.node(name).state();
                assertThat(state.revision()).isGreaterThanOrEqualTo(accepted.revision());
                assertThat(state.group(new GroupName("on-" + name))).isPresent();
            });
        }
        sameStateEverywhere();
        assertThat(lab.node(lab.leader()).state().nodes().keySet()).containsExactlyElementsOf(Lab.NAMES);
    }

    @Test
    void aReadBehindABarrierSeesWhatAnotherNodeHasAcknowledged() throws Exception {
        lab = Lab.start(data, 20_000);
        for (int i = 0; i < 30; i++) {
            var group = "g" + i;
            var writer = lab.node(Lab.NAMES.get(i % 3));
            var reader = lab.node(Lab.NAMES.get((i + 1) % 3));
            Asking.untilAnswered(() -> writer, Asking.create(group));
            assertThat(reader.barrier().get(10, TimeUnit.SECONDS).group(new GroupName(group))).isPresent();
        }
    }

    @Test
    void manyReadersShareFewBarriers() throws Exception {
        var entries = new AtomicInteger();
        lab = new Lab(data, 20_000, (state, entry) -> {
            entries.incrementAndGet();
            return Cluster.apply(state, entry);
        }, Optional.empty());
        lab.startAll();
        var follower = lab.node(lab.follower());
        follower.barrier().get(10, TimeUnit.SECONDS);
        int before = entries.get();
        var readers = IntStream.range(0, 500).mapToObj(i -> follower.barrier()).toList();
        for (var reader : readers) {
            reader.get(10, TimeUnit.SECONDS);
        }
        // Three replicas apply each entry.
        assertThat(entries.get() - before).isLessThan(3 * 50);
    }

    @Test
    void aRetriedRequestIsAppliedOnceAcrossTheDeathOfTheLeader() throws Exception {
        lab = Lab.start(data, 20_000);
        var leader = lab.leader();
        var others = Lab.NAMES.stream().filter(n -> !n.equals(leader)).toList();
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var next = new AtomicInteger();
            for (int i = 0; i < 50; i++) {
                var proposal = Asking.create("g" + i);
                answers.add(CompletableFuture.supplyAsync(() -> Asking.untilAnswered(
                        () -> lab.node(others.get(next.getAndIncrement() % others.size())), proposal), clients));
            }
            Lab.await("some to be decided", () -> lab.node(others.getFirst()).state().groups().size() > 5);
            lab.kill(leader);
            for (var answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Accepted.class);
            }
        }
        var state = lab.node(others.getFirst()).barrier().get(10, TimeUnit.SECONDS);
        assertThat(state.groups()).hasSize(50);
        // One for the birth of the cluster, one for each group: nothing took effect twice.
        assertThat(state.revision()).isEqualTo(51);
        lab.start(leader);
        sameStateEverywhere();
    }

    @Test
    void leadershipIsHandedOverToWhomItIsMeantFor() throws Exception {
        lab = Lab.start(data, 20_000);
        var leader = lab.leader();
        Lab.await("followers that are up to date", () -> lab.node(leader).followers().size() == 2
                && lab.node(leader).followers().values().stream().allMatch(f -> f.behind() == 0));
        var to = lab.node(leader).followers().lastKey();
        assertThat(lab.node(leader).handOver(to).get(10, TimeUnit.SECONDS)).isTrue();
        Lab.await(to + " leads", () -> lab.node(to).leadership().mine());
        assertThat(lab.node(leader).followers()).isEmpty();
        assertThat(lab.node(leader).handOver(to).get(10, TimeUnit.SECONDS)).as("by one that does not lead").isFalse();
        assertThat(Asking.untilAnswered(() -> lab.node(leader), Asking.create("after")))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aFollowerThatStandsAgainstALeaderThatLivesIsElectedAndNothingIsLost() throws Exception {
        lab = Lab.start(data, 20_000);
        var leader = lab.leader();
        var follower = lab.follower();
        Asking.untilAnswered(() -> lab.node(follower), Asking.create("before"));
        long term = lab.node(leader).leadership().term();
        // Of somebody who does not lead: nothing happens.
        lab.node(follower).standAgainst(follower);
        lab.node(follower).standAgainst(leader);
        Lab.await(follower + " leads", () -> lab.node(follower).leadership().mine());
        assertThat(lab.node(follower).leadership().term()).isGreaterThan(term);
        Lab.await("the old leader knows", () -> !lab.node(leader).leadership().mine());
        assertThat(lab.node(leader).barrier().get(10, TimeUnit.SECONDS).group(new GroupName("before"))).isPresent();
        sameStateEverywhere();
    }

    @Test
    void afterASnapshotTheLogIsShortAndARestartEndsInTheSameState() throws Exception {
        lab = Lab.start(data, 40);
        fillALogSegment();
        create(0, 60);
        sameStateEverywhere();
        var before = StateDigest.of(lab.node(lab.leader()).state());
        for (var name : Lab.NAMES) {
            Lab.await("a snapshot of " + name, () -> snapshots(name) >= 1);
            assertThat(snapshots(name)).isLessThanOrEqualTo(2);
            Lab.await("a purge on " + name, () -> !logStartsAtTheBeginning(name));
        }
        lab.killAll();
        lab.startAll();
        for (var name : Lab.NAMES) {
            Lab.await("the state of before on " + name, () -> StateDigest.of(lab.node(name).state()).equals(before));
            assertThat(lab.restored.get(name)).hasPositiveValue();
        }
        assertThat(Asking.untilAnswered(() -> lab.node(lab.follower()), Asking.create("after")))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aFollowerThatIsFarBehindGetsASnapshot() throws Exception {
        lab = Lab.start(data, 40);
        var behind = lab.follower();
        lab.kill(behind);
        fillALogSegment();
        var up = Lab.NAMES.stream().filter(n -> !n.equals(behind)).toList();
        for (int i = 0; i < 60; i++) {
            var proposal = Asking.create("g" + i);
            Asking.untilAnswered(() -> lab.node(up.getFirst()), proposal);
        }
        for (var name : up) {
            Lab.await("a purge on " + name, () -> !logStartsAtTheBeginning(name));
        }
        assertThat(lab.restored.get(behind)).hasValue(0);
        lab.start(behind);
        Lab.await("a snapshot from the leader", () -> lab.restored.get(behind).get() > 0);
        sameStateEverywhere();
        assertThat(lab.node(behind).barrier().get(10, TimeUnit.SECONDS).groups()).hasSize(60);
    }

    @Test
    void followersSeeEachChangeInOrderFromTheStateTheyBeganWith() throws Exception {
        lab = Lab.start(data, 20_000);
        var journal = lab.node(lab.follower());
        List<Change> changes = new CopyOnWriteArrayList<>();
        var subscription = journal.follow(changes::add);
        create(0, 5);
        var seen = journal.barrier().get(10, TimeUnit.SECONDS);
        subscription.close();
        assertThat(changes.getFirst()).isInstanceOf(Change.Restored.class);
        State last = changes.getFirst().after();
        for (var change : changes.subList(1, changes.size())) {
            assertThat(change).isInstanceOf(Change.Advanced.class);
            assertThat(((Change.Advanced) change).before()).isSameAs(last);
            last = change.after();
        }
        assertThat(last.groups()).isEqualTo(seen.groups());
    }

    @Test
    void clusterTimeRunsWhileThereIsALeader() throws Exception {
        lab = Lab.start(data, 20_000);
        var journal = lab.node(lab.leader());
        long begin = System.nanoTime();
        long from = journal.barrier().get(10, TimeUnit.SECONDS).clusterTime();
        long to = from;
        // Barriers one after the other: the case in which a clock that starts anew at each entry stands still.
        for (int i = 0; i < 50; i++) {
            to = journal.barrier().get(10, TimeUnit.SECONDS).clusterTime();
        }
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat(to - from).isBetween(passed / 2, passed + 1);
    }

    private void fillALogSegment() {
        for (int i = 0; i < 20; i++) {
            Asking.untilAnswered(() -> lab.node(lab.leader()), Asking.ballast());
        }
    }

    private void create(int from, int to) {
        for (int i = from; i < to; i++) {
            var proposal = Asking.create("g" + i);
            Asking.untilAnswered(this::anyFollower, proposal);
        }
    }

    private Journal anyFollower() {
        return lab.node(lab.follower());
    }

    private void sameStateEverywhere() throws Exception {
        var wanted = StateDigest.of(withoutTime(lab.node(lab.leader()).barrier().get(10, TimeUnit.SECONDS)));
        for (var name : Lab.NAMES) {
            Lab.await("the same state on " + name,
                    () -> StateDigest.of(withoutTime(lab.node(name).state())).equals(wanted));
        }
    }

    /// Barriers of other readers move only time.
    private static State withoutTime(State s) {
        return new State(s.clusterId(), s.revision(), 0, s.featureLevel(), s.nodes(), s.groups(), s.operations(),
                s.requests(), s.events());
    }

    private long snapshots(NodeName name) {
        return list(name, "sm").stream().filter(f -> f.matches("snapshot\\.\\d+_\\d+")).count();
    }

    private boolean logStartsAtTheBeginning(NodeName name) {
        return list(name, "current").stream().anyMatch(f -> f.matches("log(_inprogress)?_0(-\\d+)?"));
    }

    private List<String> list(NodeName name, String directory) {
        var path = data.resolve(name.value()).resolve("raft").resolve(lab.cluster.toString()).resolve(directory);
        if (!Files.exists(path)) {
            return List.of();
        }
        try (var files = Files.list(path)) {
            return files.map(f -> f.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
