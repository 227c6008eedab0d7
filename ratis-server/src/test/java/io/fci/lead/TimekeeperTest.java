package io.fci.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.Station;
import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.view.Deadlines;
import io.fci.journal.NotDecided;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Time passes when the leader says so, and once for each deadline.
class TimekeeperTest {
    private static final ResourceName WEB = new ResourceName("web");
    private static final ResourcePolicy POLICY = new ResourcePolicy(ResourcePolicy.OnFailure.RESTART_ONLY, 0, 900_000,
            500, 5_000, 60_000, 60_000, OptionalLong.of(3_600_000));

    private static long passed(Station station) {
        return station.journal.proposed().stream().filter(Command.TimePassed.class::isInstance).count();
    }

    /// Until its budgets are used up.
    private static void giveUp(Station station) {
        for (int i = 0; i < 9 && !station.resource("web").abandoned(); i++) {
            var owned = station.owner();
            station.journal.decide(Proposal.of(new Command.ReportResource(owned.node(), owned.incarnation(),
                    new GroupName("orders"), owned.epoch(), WEB, station.resource("web").attempt(),
                    new Report.Failed("exit code 1"), 5)));
        }
    }

    @Test
    void nothingIsProposedBeforeTheDeadlineAndOneCommandAfterIt() {
        try (var station = new Station().up().create("orders", "10.77.0.50", POLICY)) {
            station.awaitOnline();
            var keeper = new Timekeeper(station.journal, station.clock);
            keeper.look();
            assertThat(passed(station)).as("nothing is due").isZero();
            giveUp(station);
            long due = Deadlines.next(station.journal.state()).orElseThrow();
            station.journal.advance(due - station.journal.clusterTime() - 1);
            keeper.look();
            assertThat(passed(station)).isZero();
            station.journal.advance(1);
            station.journal.lead(false);
            keeper.look();
            assertThat(passed(station)).as("only the leader").isZero();
            station.journal.lead(true);
            keeper.look();
            keeper.look();
            assertThat(passed(station)).isEqualTo(1);
            assertThat(station.resource("web").abandoned()).isFalse();
        }
    }

    @Test
    void whatGotNoAnswerIsProposedAgain() {
        try (var station = new Station().up().create("orders", "10.77.0.50", POLICY)) {
            station.awaitOnline();
            var keeper = new Timekeeper(station.journal, station.clock);
            giveUp(station);
            station.journal.advance(Deadlines.next(station.journal.state()).orElseThrow());
            station.journal.failWith(Optional.of(new NotDecided.NotDone("no leader")));
            keeper.look();
            keeper.look();
            assertThat(passed(station)).isEqualTo(2);
            station.journal.failWith(Optional.empty());
            keeper.look();
            assertThat(station.resource("web").abandoned()).isFalse();
        }
    }
}
