package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.Command;
import io.fci.core.Command.Report;
import io.fci.core.GroupName;
import io.fci.core.NodeName;
import io.fci.core.Orders.EpochKey;
import io.fci.core.ResourceName;
import io.fci.journal.FakeJournal;
import io.fci.journal.NotDecided.MaybeDone;
import io.fci.journal.NotDecided.NotDone;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final EpochKey KEY = new EpochKey(new GroupName("orders"), 7);
    private static final Subject WEB = Subject.of(KEY, new ResourceName("web"));

    private final FakeJournal journal = new FakeJournal(new NodeName("n1"));
    private final Queue<Reports.Answered> answers = new ArrayDeque<>();
    private final Reports reports = new Reports(journal, answers::add);
    private long now = 1;

    @Test
    void whatIsNotDecidedIsSaidAgainAfterAPause() {
        journal.failWith(Optional.of(new NotDone("no leader")));
        reports.tell(WEB, said(1), now);
        hear();
        reports.again(now);
        assertThat(attempts()).containsExactly(1);
        assertThat(reports.nextLook(now + 10_000)).isGreaterThan(now).isLessThan(now + 10_000);
        now = reports.nextLook(now + 10_000);
        journal.failWith(Optional.of(new MaybeDone("no answer")));
        reports.again(now);
        hear();
        now = reports.nextLook(now + 10_000);
        journal.failWith(Optional.empty());
        reports.again(now);
        hear();
        assertThat(attempts()).containsExactly(1, 1, 1);
        assertThat(reports.telling(WEB)).isFalse();
        assertThat(reports.nextLook(now + 10_000)).isEqualTo(now + 10_000);
    }

    @Test
    void whileOneIsUnderWayOnlyTheNewestWaits() {
        journal.park();
        for (int attempt = 1; attempt <= 3; attempt++) {
            reports.tell(WEB, said(attempt), now);
        }
        assertThat(attempts()).containsExactly(1);
        journal.drop(new NotDone("the leader went away"));
        hear();
        hear();
        assertThat(attempts()).containsExactly(1, 3);
        assertThat(reports.telling(WEB)).isFalse();
    }

    @Test
    void anAnswerOfAnIncarnationThatIsOverMeansNothing() {
        journal.park();
        reports.tell(WEB, said(1), now);
        reports.clear();
        journal.drop(new NotDone("the leader went away"));
        hear();
        reports.again(now + 10_000);
        assertThat(attempts()).containsExactly(1);
    }

    private void hear() {
        for (var answer = answers.poll(); answer != null; answer = answers.poll()) {
            reports.answered(answer, now);
        }
    }

    /// Told apart by the attempt.
    private static Command said(int attempt) {
        return new Command.ReportResource(new NodeName("n1"), 1, KEY.group(), KEY.epoch(), new ResourceName("web"),
                attempt, new Report.Online(), 0);
    }

    private List<Integer> attempts() {
        var attempts = new ArrayList<Integer>();
        journal.proposed().forEach(command -> attempts.add(((Command.ReportResource) command).attempt()));
        return attempts;
    }
}
