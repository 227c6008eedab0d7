package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceName;
import io.fci.journal.FakeJournal;
import io.fci.journal.NotDecided.NotDone;
import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ReportsPropertyTest {
    private static final EpochKey KEY = new EpochKey(new GroupName("orders"), 7);
    private static final Subject WEB = Subject.of(KEY, new ResourceName("web"));

    enum Happens {
        NEWS, LESSER_NEWS, DECISION, NO_DECISION, TIME
    }

    @Property
    void theNewestReportArrivesAndNoneComesAfterANewerOne(@ForAll @Size(max = 60) List<Happens> history) {
        var journal = new FakeJournal(new NodeName("n1"));
        var answers = new ArrayDeque<Reports.Answered>();
        var reports = new Reports(journal, answers::add);
        long now = 1;
        int last = 0;
        journal.park();
        for (var happens : history) {
            switch (happens) {
                case NEWS -> reports.tell(WEB, said(++last), now);
                case LESSER_NEWS -> reports.tellLater(WEB, said(++last), now);
                case DECISION -> journal.unpark();
                case NO_DECISION -> journal.drop(new NotDone("no leader"));
                case TIME -> now += 150;
            }
            journal.park();
            hear(reports, answers, now);
            reports.again(now);
        }
        journal.unpark();
        while (reports.telling(WEB)) {
            hear(reports, answers, now);
            now = reports.nextLook(now + 10_000);
            reports.again(now);
        }
        var attempts = journal.proposed().stream().map(c -> ((Command.ReportResource) c).attempt()).toList();
        assertThat(attempts).isSorted();
        assertThat(attempts.isEmpty() ? 0 : attempts.getLast()).isEqualTo(last);
    }

    private static void hear(Reports reports, ArrayDeque<Reports.Answered> answers, long now) {
        for (var answer = answers.poll(); answer != null; answer = answers.poll()) {
            reports.answered(answer, now);
        }
    }

    /// Told apart by the attempt.
    private static Command said(int attempt) {
        return new Command.ReportResource(new NodeName("n1"), 1, KEY.group(), KEY.epoch(), new ResourceName("web"),
                attempt, new Report.Online(), 0);
    }
}
