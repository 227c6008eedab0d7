package io.fci.monitor;

import static io.fci.Station.N2;
import static io.fci.Station.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.Station;
import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceState;
import io.fci.core.view.GroupStates;
import io.fci.hands.HandsRefused.Reason;
import io.fci.journal.NotDecided.MaybeDone;
import io.fci.journal.NotDecided.NotDone;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorTest {
    /// Long enough for every pause between two attempts.
    private static final long PAUSE = 1_000;

    private static final long CHECK = ResourcePolicy.DEFAULT.checkIntervalMillis();

    private final Station station = new Station();

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void providersComeOnlineFirstAndEveryResourceIsReported() {
        station.up().create().awaitOnline();
        var owned = station.owned();
        assertThat(station.hands.done()).endsWith("open " + owned, "add 10.77.0.50 " + owned + " ip",
                "spawn " + owned + " web");
        assertThat(reports()).containsExactly("ip online", "name online", "web online");
    }

    @Test
    void aMoveStopsDependentsFirstProvesItAndReleases() {
        station.up().create().awaitOnline();
        var owned = station.owned();
        station.move(N2);
        awaitOwner();
        var done = station.hands.done();
        assertThat(done.subList(done.indexOf("signal 15 " + owned + " web"), done.size())).containsExactly(
                "signal 15 " + owned + " web", "kill " + owned + " web", "remove 10.77.0.50 " + owned + " ip",
                "close " + owned);
        assertThat(reports()).endsWith("web stopped", "name stopped", "ip stopped");
        assertThat(station.journal.decided()).as("told with the release")
                .noneMatch(command -> command instanceof Command.ReportResource r
                        && r.report() instanceof Report.Stopped);
        assertThat(station.journal.decided().stream().filter(command -> !(command instanceof Command.Barrier)).toList()
                .getLast()).isInstanceOf(Command.Released.class);
    }

    @Test
    void aReportThatTheLogTookTooLateIsCorrected() {
        station.up().create().awaitOnline();
        var owner = station.owner();
        station.decide(
                new Command.ReportResource(Station.N1, owner.incarnation(), station.group().name(), owner.epoch(),
                        new ResourceName("web"), station.resource("web").attempt(), new Command.Report.Stopped(), 1));
        station.await("web online in the log again",
                () -> station.resource("web").phase() == ResourceState.Phase.ONLINE);
    }

    @Test
    void aStopThatWasNotWrittenIsSaidAgainUntilItIs() {
        station.up().create().awaitOnline();
        station.journal.failWith(Optional.of(new NotDone("no leader")));
        station.move(N2);
        station.await("Released proposed", () -> released() >= 1);
        station.passUntil("Released proposed again", () -> released() >= 2);
        station.passUntil("and again", () -> released() >= 3);
        assertThat(station.owner().node()).isEqualTo(Station.N1);
        station.journal.failWith(Optional.empty());
        awaitOwner();
    }

    @Test
    void aStopWhoseAnswerIsLostIsSaidAgainAndThenNoMore() {
        station.up().create().awaitOnline();
        station.journal.answerWith(Optional.of(new MaybeDone("no answer")));
        station.move(N2);
        awaitOwner();
        station.journal.answerWith(Optional.empty());
        station.passUntil("Released proposed again", () -> released() >= 2);
        station.pass(PAUSE);
        fence();
        long said = released();
        station.pass(PAUSE);
        fence();
        assertThat(released()).isEqualTo(said);
    }

    @Test
    void anExitIsReportedInASentenceAndTheProcessStartsAgainAfterTheDelay() {
        station.up().create().awaitOnline();
        long pid = station.hands.pid("orders", "web").orElseThrow();
        station.hands.exit("orders", "web", 3);
        station.await("attempt 2", () -> station.resource("web").attempt() == 2);
        assertThat(station.resource("web").failure()).contains("process " + pid + " exited with status 3");
        station.awaitDone("kill " + station.owned() + " web");
        assertThat(station.hands.pid("orders", "web")).isEmpty();
        awaitOnlineAgain();
        assertThat(station.hands.pid("orders", "web")).hasValueSatisfying(next -> assertThat(next).isGreaterThan(pid));
        assertThat(reports()).endsWith("web online",
                "web failed: process " + pid + " exited with status 3", "web online");
    }

    @Test
    void inMaintenanceNothingFollowsFromAnExitUntilItIsOver() {
        station.up().create().awaitOnline();
        maintain(Optional.of(new Command.Terms("", OptionalLong.empty())));
        station.hands.exit("orders", "web", 3);
        station.hands.takeAway(VIP);
        fence();
        station.pass(3 * CHECK);
        fence();
        assertThat(reports()).noneMatch(report -> report.contains("failed"));
        assertThat(station.resource("web").phase()).isEqualTo(ResourceState.Phase.ONLINE);
        maintain(Optional.empty());
        station.await("attempt 2", () -> station.resource("web").attempt() == 2
                && station.resource("ip").attempt() == 2);
        assertThat(station.resource("web").failure().orElseThrow()).endsWith("exited with status 3");
        awaitOnlineAgain();
    }

    private void maintain(Optional<Command.Terms> terms) {
        station.decide(new Command.Maintain(new Command.Maintain.Subject.OfGroup(station.group().name()), terms));
    }

    @Test
    void anExitThatIsKnownBeforeTheStartIsAnsweredIsNotForgotten() {
        station.up();
        station.hands.shortLived("web");
        station.create();
        station.await("attempt 2", () -> station.resource("web").attempt() == 2);
        assertThat(station.resource("web").failure().orElseThrow()).endsWith("exited with status 1");
        station.hands.longLived("web");
        awaitOnlineAgain();
    }

    @Test
    void lateNewsOfAnEarlierProcessMeanNothing() {
        station.up().create().awaitOnline();
        long pid = station.hands.pid("orders", "web").orElseThrow();
        station.hands.exit("orders", "web", 3);
        station.awaitDone("kill " + station.owned() + " web");
        station.await("attempt 2", () -> station.resource("web").attempt() == 2);
        awaitOnlineAgain();
        station.monitor.exited("orders", station.owner().epoch(), "web", pid, "process " + pid + " exited again");
        fence();
        assertThat(station.resource("web").attempt()).isEqualTo(2);
        assertThat(station.hands.runs("orders", "web")).isTrue();
    }

    @Test
    void aStartThatIsGivenUpIsNoFailureAndWhatComesOfItLaterIsStopped() {
        station.up();
        station.hands.faults().freeze("spawn");
        station.create();
        awaitFrozen("spawn");
        station.hands.faults().freeze("close");
        var owned = station.owned();
        station.offline();
        // The guard carries out what was given up after the stop, and nobody is told.
        awaitFrozen("close");
        station.hands.faults().thaw("spawn");
        assertThat(station.hands.runs("orders", "web")).isTrue();
        station.hands.faults().thaw("close");
        station.await("web is stopped again", () -> !station.hands.runs("orders", "web"));
        station.passUntil("closed", () -> station.hands.done().contains("close " + owned));
        station.await("offline", () -> station.group().owner().isEmpty());
        assertThat(reports()).noneMatch(report -> report.contains("failed"));
    }

    @Test
    void anAddressThatComesAfterItsStartWasGivenUpIsRemoved() {
        station.up();
        station.hands.faults().freeze("addAddress");
        station.create();
        awaitFrozen("addAddress");
        station.hands.faults().freeze("close");
        station.offline();
        awaitFrozen("close");
        station.hands.faults().thaw("addAddress");
        station.hands.faults().thaw("close");
        station.await("the address is removed again", () -> !station.hands.has(VIP));
        station.passUntil("offline", () -> station.group().owner().isEmpty());
    }

    @Test
    void whatCannotBeStoppedKeepsItsEpochAndIsStoppedAgain() {
        station.up().create().awaitOnline();
        station.hands.faults().refuse("kill", Reason.NOT_STOPPED);
        station.move(N2);
        station.await("a kill is refused", () -> station.hands.faults().refusals("kill") == 1);
        station.passUntil("and tried again", () -> station.hands.faults().refusals("kill") == 2);
        assertThat(station.owner().node()).isEqualTo(Station.N1);
        assertThat(released()).isZero();
        assertThat(station.hands.has(VIP)).isTrue();
        station.hands.faults().allow("kill");
        awaitOwner();
    }

    @Test
    void anEndThatWasProvedWithoutAnAnswerIsNotProvedForEver() {
        station.up().create().awaitOnline();
        station.hands.faults().loseNextAnswer("close");
        station.move(N2);
        station.awaitDone("close " + station.owned());
        awaitOwner();
    }

    @Test
    void aLeaseThatIsLostWhileThingsStartEndsThemAndTheNextLifeBeginsAfresh() {
        station.up();
        station.hands.faults().freeze("spawn");
        station.create();
        awaitFrozen("spawn");
        var owned = station.owned();
        long first = station.incarnation();
        station.passUntil("the name is reported", () -> reports().contains("name online"));
        station.hands.beginLoss("a test");
        int told = station.journal.proposed().size();
        int done = station.hands.done().size();
        station.hands.faults().thaw("spawn");
        station.hands.finishLoss("a test");
        station.await("a new life", () -> station.hands.done().contains("adopt " + station.incarnation())
                && station.incarnation() > first);
        station.hands.hold();
        station.awaitOnline();
        assertThat(station.owned()).isNotEqualTo(owned);
        assertThat(station.hands.done().subList(done, station.hands.done().size()))
                .noneMatch(each -> each.contains(owned));
        assertThat(station.journal.proposed().subList(told, station.journal.proposed().size()))
                .noneMatch(command -> command instanceof Command.ReportResource r && r.incarnation() == first);
    }

    @Test
    void anAddressThatSomethingElseTookAwayIsPutBack() {
        station.up().create().awaitOnline();
        station.hands.takeAway(VIP);
        station.await("attempt 2", () -> station.resource("ip").attempt() == 2);
        assertThat(station.resource("ip").failure().orElseThrow()).contains("10.77.0.50", "removed");
        station.await("it is stopped", () -> station.hands.done().stream().anyMatch(d -> d.startsWith("remove")));
        awaitOnlineAgain();
        assertThat(station.hands.has(VIP)).isTrue();
    }

    @Test
    void anAddressThatWasTakenAwayBeforeItsStartWasAnsweredIsMissedAtOnce() {
        station.up();
        station.hands.faults().freeze("addAddress");
        station.create();
        awaitFrozen("addAddress");
        station.monitor.addressLost("orders", station.owner().epoch(), "ip", VIP.getHostAddress());
        station.hands.faults().freeze("hasAddress");
        station.hands.faults().thaw("addAddress");
        awaitFrozen("hasAddress");
        station.hands.takeAway(VIP);
        station.hands.faults().thaw("hasAddress");
        station.await("attempt 2", () -> station.resource("ip").attempt() == 2);
    }

    @Test
    void lateNewsOfAnAddressThatIsThereBreakNothing() {
        station.up().create().awaitOnline();
        station.monitor.addressLost("orders", station.owner().epoch(), "ip", VIP.getHostAddress());
        fence();
        assertThat(reports()).noneMatch(report -> report.contains("failed"));
    }

    @Test
    void aCheckThatTheGuardDoesNotAnswerSaysNothingOfTheResource() {
        station.up().create().awaitOnline();
        for (var reason : List.of(Reason.BUSY, Reason.TIMEOUT, Reason.SYSTEM)) {
            int before = station.hands.faults().refusals("hasAddress");
            station.hands.faults().refuseNext("hasAddress", reason);
            station.passUntil("a check is refused", () -> station.hands.faults().refusals("hasAddress") > before);
        }
        fence();
        assertThat(reports()).noneMatch(report -> report.contains("failed"));
    }

    /// A group never moves by a lie: it waits, its status says why, and what is tried last is the end of its whole machine.
    @Test
    void aGroupWhoseResourceDoesNotStopWaitsAndSaysSoUntilItDoes() {
        station.up().create().awaitOnline();
        station.hands.faults().refuse("kill", Reason.NOT_STOPPED);
        station.move(N2);
        station.passUntil("blocked", () -> GroupStates.of(station.group()) == GroupStates.GroupState.BLOCKED);
        assertThat(station.resource("web").failure()).hasValueSatisfying(why -> assertThat(why).contains("refused"));
        station.passUntil("the node is asked to fence itself", () -> station.hands.done().stream()
                .anyMatch(done -> done.startsWith("fence orders.") && done.endsWith(" web")));
        assertThat(station.group().owner().orElseThrow().node()).isEqualTo(Station.N1);
        assertThat(released()).isZero();
        assertThat(reports()).filteredOn(report -> report.startsWith("web stuck")).hasSize(1);
        station.hands.faults().allow("kill");
        awaitOwner();
        assertThat(reports()).contains("web stopped");
        assertThat(released()).isEqualTo(1);
    }

    @Test
    void aCheckGivesWayToAStop() {
        station.up().create().awaitOnline();
        station.hands.faults().freeze("hasAddress");
        station.pass(CHECK);
        awaitFrozen("hasAddress");
        station.move(N2);
        awaitOwner();
        assertThat(reports()).noneMatch(report -> report.contains("failed"));
    }

    @Test
    void aStartThatTheGuardHasNoTimeForCostsNoRestart() {
        station.up();
        station.hands.faults().refuseNext("spawn", Reason.BUSY);
        station.create();
        station.await("refused", () -> station.hands.faults().refusals("spawn") == 1);
        fence();
        awaitOnlineAgain();
        assertThat(station.resource("web").attempt()).isEqualTo(1);
    }

    /// Whatever was given to the monitor before this is taken in when it returns.
    private void fence() {
        var group = "fence" + station.journal.state().groups().size();
        station.create(group, "10.77.0.2" + station.journal.state().groups().size(), ResourcePolicy.DEFAULT);
        station.awaitOnline(group);
    }

    private void awaitOnlineAgain() {
        station.passUntil("online again", () -> GroupStates.of(station.group()) == GroupStates.GroupState.ONLINE);
    }

    private void awaitOwner() {
        station.passUntil("n2 owns", () -> station.group().owner().filter(o -> o.node().equals(N2)).isPresent());
    }

    private void awaitFrozen(String call) {
        try {
            station.hands.faults().awaitFrozen(call);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long released() {
        return station.journal.proposed().stream().filter(Command.Released.class::isInstance).count();
    }

    /// What the log was told of the group's resources, in order.
    private List<String> reports() {
        return station.journal.decided()
                .stream()
                .flatMap(command -> switch (command) {
                    case Command.ReportResource report -> Stream.of(report);
                    case Command.Released released -> released.stopped().stream()
                            .map(each -> new Command.ReportResource(
                                    released.node(), released.incarnation(), released.group(), released.epoch(),
                                    each.resource(), each.attempt(), new Report.Stopped(), each.elapsedMillis()));
                    default -> Stream.<Command.ReportResource>empty();
                })
                .filter(r -> r.group().value().equals("orders"))
                .map(r -> r.resource() + " " + switch (r.report()) {
                    case Report.Online() -> "online";
                    case Report.Stopped() -> "stopped";
                    case Report.Failed(var why) -> "failed: " + why;
                    case Report.Stuck(var why) -> "stuck: " + why;
                })
                .toList();
    }
}
