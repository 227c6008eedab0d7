package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceName;
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

    @Test
    void whatIsNotUrgentIsToldAfterAWhileOrWithWhatComesNext() {
        reports.tellLater(WEB, said(1), now);
        assertThat(attempts()).isEmpty();
        assertThat(reports.telling(WEB)).isTrue();
        now = reports.nextLook(now + 10_000);
        reports.again(now);
        hear();
        assertThat(attempts()).containsExactly(1);
        reports.tellLater(WEB, said(2), now);
        reports.tell(WEB, said(3), now);
        hear();
        hear();
        assertThat(attempts()).as("the log hears both").containsExactly(1, 2, 3);
        assertThat(reports.telling(WEB)).isFalse();
    }

    @Test
    void whatWasStoppedIsTakenBackUnlessItWasSent() {
        var ip = Subject.of(KEY, new ResourceName("ip"));
        var name = Subject.of(KEY, new ResourceName("name"));
        journal.park();
        reports.tell(name, said("name", 1, new Report.Online()), now);
        reports.tellLater(WEB, said("web", 1, new Report.Stopped()), now);
        reports.tellLater(name, said("name", 1, new Report.Stopped()), now);
        reports.tellLater(ip, said("ip", 1, new Report.Online()), now);
        assertThat(reports.takeStopped(new EpochKey(KEY.group(), 8))).isEmpty();
        assertThat(reports.takeStopped(KEY).stream().map(stopped -> stopped.resource().value()))
                .containsExactly("web", "name");
        assertThat(reports.telling(WEB)).isFalse();
        journal.unpark();
        hear();
        reports.again(reports.nextLook(now + 10_000));
        hear();
        assertThat(journal.proposed()).containsExactly(said("name", 1, new Report.Online()),
                said("ip", 1, new Report.Online()));
    }

    private void hear() {
        for (var answer = answers.poll(); answer != null; answer = answers.poll()) {
            reports.answered(answer, now);
        }
    }

    /// Told apart by the attempt.
    private static Command said(int attempt) {
        return said("web", attempt, new Report.Online());
    }

    private static Command said(String resource, int attempt, Report report) {
        return new Command.ReportResource(new NodeName("n1"), 1, KEY.group(), KEY.epoch(), new ResourceName(resource),
                attempt, report, 0);
    }

    private List<Integer> attempts() {
        var attempts = new ArrayList<Integer>();
        journal.proposed().forEach(command -> attempts.add(((Command.ReportResource) command).attempt()));
        return attempts;
    }
}
