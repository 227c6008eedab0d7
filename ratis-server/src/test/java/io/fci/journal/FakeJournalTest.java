package io.fci.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.journal.NotDecided.MaybeDone;
import io.fci.journal.NotDecided.NotDone;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakeJournalTest {
    private static final Proposal BIRTH = Proposal
            .of(new Command.ClusterInit("c", List.of(new Command.ClusterInit.Member(
                    new NodeName("n1"), new Node.Addresses("a:1", "a:2", "a:3"), true))));

    private final FakeJournal journal = new FakeJournal(new NodeName("n1"));

    @Test
    void whatFailsIsNotInTheLogAndWhatIsAnsweredWithSomethingElseIs() {
        journal.failWith(Optional.of(new NotDone("no leader")));
        assertThat(journal.propose(BIRTH)).isCompletedExceptionally();
        assertThat(journal.state().clusterId()).isEmpty();
        journal.failWith(Optional.empty());
        journal.answerWith(Optional.of(new MaybeDone("no answer")));
        assertThat(journal.propose(BIRTH)).isCompletedExceptionally();
        assertThat(journal.state().clusterId()).contains("c");
        assertThat(journal.proposed()).hasSize(2);
        assertThat(journal.decided()).containsExactly(BIRTH.command());
    }

    @Test
    void parkedProposalsWaitForTheirFate() throws Exception {
        journal.park();
        var first = journal.propose(BIRTH);
        assertThat(first).isNotDone();
        journal.drop(new NotDone("the leader went away"));
        assertThat(first).isCompletedExceptionally();
        journal.park();
        var second = journal.propose(BIRTH);
        assertThat(journal.state().clusterId()).isEmpty();
        journal.unpark();
        assertThat(second.get()).isInstanceOf(Outcome.Accepted.class);
        assertThat(journal.propose(BIRTH).get()).isInstanceOf(Outcome.Refused.class);
        assertThat(journal.decided()).hasSize(1);
    }
}
