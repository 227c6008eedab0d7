package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.codec.log.EntryCodec;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.raft.forward.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final List<List<Proposal>> entries = new ArrayList<>();
    private final List<CompletableFuture<GroupCommit.Result>> results = new ArrayList<>();
    private final GroupCommit commit = new GroupCommit(batch -> {
        entries.add(EntryCodec.decodeBatch(batch));
        results.add(new CompletableFuture<>());
        return results.getLast();
    }, Runnable::run);

    @Test
    void whatWaitsWhileAnEntryIsInFlightSharesTheNext() {
        var answers = IntStream.range(0, 10).mapToObj(i -> commit.offer(offline("g" + i))).toList();
        assertThat(entries).hasSize(1);
        apply(0);
        assertThat(entries).hasSize(2);
        assertThat(entries.get(1)).hasSize(9);
        apply(1);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).isEqualTo(new Decision.Decided(i == 0 ? 0 : 1, accepted("g" + i)));
        }
    }

    @Test
    void anEntryIsBoundedInNumberAndInBytes() {
        commit.offer(offline("first"));
        IntStream.range(0, 300).forEach(i -> commit.offer(offline("g" + i)));
        apply(0);
        assertThat(entries.get(1)).hasSize(GroupCommit.MAX_PROPOSALS);
        apply(1);
        apply(2);
        commit.offer(offline("first"));
        IntStream.range(0, 10).forEach(i -> commit.offer(large(100_000)));
        apply(3);
        assertThat(entries.get(4)).hasSize(4);
    }

    @Test
    void aCommandThatFitsInNoEntryIsNotTaken() {
        assertThat(commit.offer(large(600_000)).join()).isInstanceOfSatisfying(Decision.NotAppended.class, refused -> {
            assertThat(refused.retry()).isFalse();
            assertThat(refused.why()).contains("bytes; at most");
        });
        assertThat(entries).isEmpty();
    }

    @Test
    void aCommandThatCouldNotBeReadAgainHarmsNobodyElse() {
        var negative = Proposal.of(new Command.TakeOffline(new GroupName("g"), OptionalLong.of(-5)));
        assertThat(commit.offer(negative).join())
                .isEqualTo(
                        new Decision.NotAppended("proposal.command.take_offline.generation: is negative: -5", false));
    }

    @Test
    void whatWaitsCanBeTakenBackButNotWhatIsInFlight() {
        var first = commit.offer(offline("first"));
        var second = commit.offer(offline("second"));
        assertThat(commit.withdraw(first)).isFalse();
        assertThat(commit.withdraw(second)).isTrue();
        apply(0);
        assertThat(entries).hasSize(1);
        assertThat(second).isNotDone();
    }

    @Test
    void tooManyAreNotLeftWaiting() {
        commit.offer(offline("first"));
        IntStream.range(0, GroupCommit.MAX_WAITING).forEach(i -> commit.offer(offline("g")));
        assertThat(commit.offer(offline("last")).join()).isInstanceOfSatisfying(Decision.NotAppended.class,
                refused -> assertThat(refused.why()).startsWith("too many proposals are waiting"));
    }

    @Test
    void whatBecameOfTheEntryBecomesOfEachOfItsCommands() {
        var answer = commit.offer(offline("g"));
        results.getFirst().complete(new GroupCommit.Result.Unclear("lost"));
        assertThat(answer.join()).isEqualTo(new Decision.Unclear("lost"));
        var next = commit.offer(offline("g"));
        results.getLast().complete(new GroupCommit.Result.NotAppended("elsewhere", true));
        assertThat(next.join()).isEqualTo(new Decision.NotAppended("elsewhere", true));
    }

    private void apply(int index) {
        results.get(index)
                .complete(new GroupCommit.Result.Applied(index,
                        entries.get(index).stream().map(GroupCommitTest::accepted).toList()));
    }

    private static Outcome accepted(Proposal proposal) {
        return proposal.command() instanceof Command.TakeOffline(var group, var generation)
                ? accepted(group.value())
                : new Outcome.Accepted(1, Optional.empty(), OptionalLong.empty());
    }

    private static Outcome accepted(String group) {
        return new Outcome.Accepted(1, Optional.of(new GroupName(group)), OptionalLong.empty());
    }

    private static Proposal offline(String group) {
        return Proposal.of(new Command.TakeOffline(new GroupName(group), OptionalLong.empty()));
    }

    private static Proposal large(int bytes) {
        return new Proposal(Optional.empty(), "x".repeat(bytes), new Command.Barrier());
    }
}
