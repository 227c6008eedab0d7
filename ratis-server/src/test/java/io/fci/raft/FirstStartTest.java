package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.base.SystemClock;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.raft.forward.History.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FirstStartTest {
    private static final NodeName N1 = new NodeName("n1");
    private static final NodeName N2 = new NodeName("n2");
    private static final NodeName N3 = new NodeName("n3");

    @TempDir
    Path data;

    @Test
    void aClusterThatBeginsVotes() throws Exception {
        assertThat(decided(Map.of(N2, List.of(Log.BEGINS), N3, List.of(Log.BEGINS)))).isTrue();
    }

    @Test
    void oneLogIsEnoughToCatchUpFirst() throws Exception {
        assertThat(decided(Map.of(N2, List.of(Log.NOT_SAID), N3, List.of(Log.SOME)))).isFalse();
    }

    @Test
    void whoSaysNothingIsWaitedFor() throws Exception {
        assertThat(decided(Map.of(N2, List.of(Log.NOT_SAID, Log.NOT_SAID, Log.BEGINS), N3, List.of(Log.BEGINS))))
                .isTrue();
        assertThat(decided(Map.of(N2, List.of(Log.NOT_SAID, Log.NOT_SAID, Log.SOME), N3, List.of(Log.BEGINS))))
                .isFalse();
    }

    /// What the others are told is true as soon as it is: the last one to ask must not find a log of the first two.
    @Test
    void whoMayVoteWaitsUntilAllKnow() throws Exception {
        var asked = new AtomicInteger();
        var starts = new AtomicReference<FirstStart>();
        starts.set(new FirstStart(new TreeSet<>(List.of(N2)), _ -> switch (asked.incrementAndGet()) {
            case 1 -> {
                assertThat(starts.get().says()).isEqualTo(Log.NONE);
                yield Log.NONE;
            }
            case 2 -> {
                assertThat(starts.get().says()).isEqualTo(Log.BEGINS);
                yield Log.NONE;
            }
            default -> Log.BEGINS;
        }, new SystemClock()));
        assertThat(starts.get().votes()).isTrue();
        assertThat(asked).hasValue(3);
    }

    @Test
    void aNodeAloneNeedsNobody() throws Exception {
        assertThat(decided(Map.of())).isTrue();
    }

    /// The last answer of each goes on.
    private static boolean decided(Map<NodeName, List<Log>> answers) throws InterruptedException {
        var left = new java.util.concurrent.ConcurrentHashMap<NodeName, ArrayDeque<Log>>();
        answers.forEach((node, each) -> left.put(node, new ArrayDeque<>(each)));
        return new FirstStart(new TreeSet<>(answers.keySet()), node -> {
            var next = left.get(node);
            return next.size() > 1 ? next.removeFirst() : next.getFirst();
        }, new SystemClock()).votes();
    }

    /// n1 and n2 have acknowledged what n3 never saw. n2 loses its disk while n1 is down: with the vote of n2 the ignorant n3
    /// would lead, and what was acknowledged would be gone.
    @Test
    void aVoterThatLostItsLogGivesNoVoteBeforeItHasCaughtUp() throws Exception {
        try (var lab = Lab.start(data, 20_000)) {
            lab.kill(N3);
            Asking.untilAnswered(() -> lab.node(N1), Asking.create("acknowledged"));
            lab.kill(N2);
            lab.kill(N1);
            empty(data.resolve("n2"));

            var n2 = lab.starting(N2);
            lab.start(N3);
            n2.join();
            assertThat(lab.node(N2).catchesUp()).isTrue();
            assertThat(lab.node(N3).catchesUp()).isFalse();
            Lab.stays("no leader", 2_000, () -> lab.node(N3).leadership().leader().isEmpty()
                    && lab.node(N2).leadership().leader().isEmpty());

            lab.start(N1);
            lab.node(N2).catchUp();
            assertThat(lab.node(N2).state().group(new GroupName("acknowledged"))).isPresent();

            // Its next process votes: without n1 it is needed.
            lab.kill(N2);
            lab.start(N2);
            assertThat(lab.node(N2).catchesUp()).isFalse();
            lab.kill(N1);
            Asking.untilAnswered(() -> lab.node(N2), Asking.create("later"));
            assertThat(lab.node(N2).state().group(new GroupName("acknowledged"))).isPresent();
            assertThat(lab.fatal).isEmpty();
        }
    }

    /// The leader of a quiet cluster does not by itself begin anew with one that has nothing any more.
    @Test
    void aVoterThatLostItsLogCatchesUpInAQuietCluster() throws Exception {
        try (var lab = Lab.start(data, 20_000)) {
            Asking.untilAnswered(() -> lab.node(N1), Asking.create("acknowledged"));
            var lost = lab.follower();
            lab.kill(lost);
            empty(data.resolve(lost.value()));
            lab.start(lost);
            assertThat(lab.node(lost).catchesUp()).isTrue();
            lab.node(lost).catchUp();
            assertThat(lab.node(lost).state().group(new GroupName("acknowledged"))).isPresent();
        }
    }

    private static void empty(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
