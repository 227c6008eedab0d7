package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourcePolicy.OnFailure;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import io.fci.core.view.GroupStates;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// A group whose resource fails again and again: restarts and failovers stay within their budgets, whatever the rhythm.
class FailurePolicyPropertyTest {
    private static final long PERIOD = 60_000;
    private static final GroupName SQL = new GroupName("sql");
    private static final ResourceName APP = new ResourceName("app");

    /// One failure: what happened and where it left the group.
    private record Failure(State before, State after) {
        boolean restarted() {
            return attempt(after) > attempt(before) && epoch(after) == epoch(before);
        }

        boolean failedOver() {
            return group(after).failovers().size() > 0 && !group(after).failovers().equals(group(before).failovers());
        }
    }

    /// An owner never starts an attempt again that failed: who waits for one waits for ever.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void nobodyWaitsForAnAttemptThatFailed(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            if (moment.accepted() && moment.command() instanceof Command.ReportResource report
                    && report.report() instanceof Report.Failed) {
                moment.after().group(report.group()).filter(group -> group.owner()
                        .filter(o -> o.epoch() == report.epoch() && o.intent() instanceof Intent.Run).isPresent())
                        .map(group -> group.resource(report.resource()))
                        .ifPresent(resource -> assertThat(resource.abandoned() || resource.attempt() > report.attempt())
                                .as("%s", moment).isTrue());
            }
        }
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void restartsOnOneNodeNeverExceedTheirBudget(@ForAll @IntRange(max = 4) int budget,
            @ForAll("policies") OnFailure onFailure, @ForAll("pauses") @Size(min = 1, max = 40) List<Integer> pauses) {
        var state = online(budget, OptionalInt.of(50), onFailure);
        var recent = new ArrayDeque<Long>();
        long epoch = epoch(state);
        for (var pause : pauses) {
            var failure = fail(state, pause);
            state = failure.after();
            if (failure.restarted()) {
                recent.add(state.clusterTime());
            }
            long now = state.clusterTime();
            recent.removeIf(t -> now - t >= PERIOD);
            assertThat(recent.size()).isLessThanOrEqualTo(budget);
            if (failure.failedOver()) {
                state = release(state);
                assertThat(epoch(state)).isGreaterThan(epoch);
                epoch = epoch(state);
                recent.clear();
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void failoversNeverExceedTheirLimitWithinThePeriod(@ForAll @IntRange(max = 4) int limit,
            @ForAll("policies") OnFailure onFailure, @ForAll("pauses") @Size(min = 1, max = 40) List<Integer> pauses) {
        var state = online(0, OptionalInt.of(limit), onFailure);
        var recent = new ArrayDeque<Long>();
        for (var pause : pauses) {
            var failure = fail(state, pause);
            state = failure.after();
            if (failure.failedOver()) {
                recent.add(state.clusterTime());
                state = release(state);
            }
            long now = state.clusterTime();
            recent.removeIf(t -> now - t >= PERIOD);
            assertThat(recent.size()).isLessThanOrEqualTo(limit);
            boolean givenUp = group(state).resource(APP).abandoned();
            assertThat(failure.failedOver() || givenUp).isTrue();
            if (givenUp) {
                assertThat(GroupStates.of(group(state))).isEqualTo(GroupStates.GroupState.FAILED);
                assertThat(group(state).resource(APP).failure()).isPresent();
                return;
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aGroupThatMayOnlyRestartNeverMovesForItsResources(@ForAll @IntRange(max = 3) int budget,
            @ForAll("pauses") @Size(max = 30) List<Integer> pauses) {
        var state = online(budget, OptionalInt.empty(), OnFailure.RESTART_ONLY);
        var owned = group(state).ownership();
        for (var pause : pauses) {
            state = fail(state, pause).after();
            assertThat(group(state).ownership()).isEqualTo(owned);
            assertThat(group(state).failovers()).isEmpty();
        }
    }

    /// Machines may die as often as they like: the group moves regardless, and its resources' budgets start anew.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theLossOfANodeConsumesNoBudget(@ForAll @IntRange(max = 2) int budget,
            @ForAll("pauses") @Size(min = 1, max = 20) List<Integer> pauses) {
        var state = online(budget, OptionalInt.of(0), OnFailure.RESTART_THEN_FAIL_OVER);
        for (var pause : pauses) {
            var owner = group(state).owner().orElseThrow();
            state = apply(state, pause,
                    new Command.NodeLost(owner.node(), owner.incarnation(), new Evidence.Dead("stopped")));
            assertThat(group(state).owner().orElseThrow().node()).isNotEqualTo(owner.node());
            assertThat(group(state).failovers()).isEmpty();
            assertThat(group(state).resource(APP)).satisfies(app -> {
                assertThat(app.restarts()).isEmpty();
                assertThat(app.attempt()).isEqualTo(1);
            });
            state = apply(state, 0, new Command.GuardUp(owner.node(), "guard", owner.incarnation(), "lan", List.of(),
                    List.of()));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void bringingOnlineAgainFillsTheBudgets(@ForAll @IntRange(max = 3) int budget) {
        var state = online(budget, OptionalInt.of(0), OnFailure.RESTART_THEN_FAIL_OVER);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < budget; i++) {
                assertThat(fail(state, 1).restarted()).isTrue();
                state = fail(state, 1).after();
            }
            state = fail(state, 1).after();
            assertThat(group(state).resource(APP).abandoned()).isTrue();
            int attempt = group(state).resource(APP).attempt();
            state = apply(state, 1, new Command.BringOnline(SQL, Optional.empty(), OptionalLong.empty()));
            assertThat(group(state).resource(APP).abandoned()).isFalse();
            assertThat(group(state).resource(APP).attempt()).isEqualTo(attempt + 1);
        }
    }

    private static State online(int restarts, OptionalInt failovers, OnFailure onFailure) {
        var policy = new ResourcePolicy(onFailure, restarts, PERIOD, 500, 5_000, 60_000, 60_000,
                OptionalLong.empty());
        var app = new ResourceSpec(APP, List.of(), policy, new ResourceKind.Process(List.of("/usr/bin/true"),
                new TreeMap<>(), Optional.empty(), Optional.empty(), 15));
        var spec = new GroupSpec(List.of(), List.of(), new GroupSpec.FailoverPolicy(failovers, PERIOD), List.of(app),
                "");
        var state = CommandSequences.allUp(3).end();
        return apply(state, 0,
                new Command.CreateGroup(SQL, spec, CommandSequences.noLabels(), Group.Desired.ONLINE));
    }

    /// Comes online, runs for a while, fails.
    private static Failure fail(State state, int pauseMillis) {
        var online = apply(state, 0, report(state, new Report.Online()));
        return new Failure(online, apply(online, pauseMillis, report(online, new Report.Failed("exit 1"))));
    }

    private static State release(State state) {
        var owned = group(state).owner().orElseThrow();
        return apply(state, 0, new Command.Released(owned.node(), owned.incarnation(), SQL, owned.epoch()));
    }

    private static Command report(State state, Report report) {
        var owned = group(state).owner().orElseThrow();
        return new Command.ReportResource(owned.node(), owned.incarnation(), SQL, owned.epoch(), APP, attempt(state),
                report, 3);
    }

    private static State apply(State state, int pauseMillis, Command command) {
        var applied = Cluster.apply(state, new Entry(state.clusterTime() + pauseMillis, 0,
                List.of(Proposal.of(command))));
        assertThat(applied.outcomes().getFirst()).as("%s", command).isInstanceOf(Outcome.Accepted.class);
        assertThat(Invariants.broken(applied.state())).isEmpty();
        return applied.state();
    }

    private static Group group(State state) {
        return state.group(SQL).orElseThrow();
    }

    private static int attempt(State state) {
        return group(state).resource(APP).attempt();
    }

    private static long epoch(State state) {
        return group(state).owner().orElseThrow().epoch();
    }

    @Provide
    Arbitrary<OnFailure> policies() {
        return Arbitraries.of(OnFailure.RESTART_THEN_FAIL_OVER, OnFailure.FAIL_OVER);
    }

    /// Around the period, so that budgets both fill up and age.
    @Provide
    Arbitrary<List<Integer>> pauses() {
        return Arbitraries.integers().between(0, 40_000).list();
    }
}
