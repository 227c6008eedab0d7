package io.fci.core;

import static io.fci.core.log.Refusal.Reason.NOT_INITIALIZED;
import static io.fci.core.log.Refusal.Reason.REQUEST_ID_REUSED;

import io.fci.core.log.Applied;
import io.fci.core.log.Command;
import io.fci.core.log.Command.ActOnResource;
import io.fci.core.log.Command.Barrier;
import io.fci.core.log.Command.BringOnline;
import io.fci.core.log.Command.ClearFailures;
import io.fci.core.log.Command.ClusterInit;
import io.fci.core.log.Command.ConfigureFencing;
import io.fci.core.log.Command.ConfirmDown;
import io.fci.core.log.Command.CreateGroup;
import io.fci.core.log.Command.DeleteGroup;
import io.fci.core.log.Command.DrainNode;
import io.fci.core.log.Command.FenceFailed;
import io.fci.core.log.Command.FenceNode;
import io.fci.core.log.Command.FenceTested;
import io.fci.core.log.Command.GuardUp;
import io.fci.core.log.Command.LockResource;
import io.fci.core.log.Command.Maintain;
import io.fci.core.log.Command.MoveGroup;
import io.fci.core.log.Command.NodeLost;
import io.fci.core.log.Command.Released;
import io.fci.core.log.Command.ReportConcerns;
import io.fci.core.log.Command.ReportGuard;
import io.fci.core.log.Command.ReportResource;
import io.fci.core.log.Command.ResumeNode;
import io.fci.core.log.Command.TakeOffline;
import io.fci.core.log.Command.TimePassed;
import io.fci.core.log.Command.UpdateGroup;
import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.rules.DrainRules;
import io.fci.core.rules.FailurePolicy;
import io.fci.core.rules.FencingRules;
import io.fci.core.rules.GroupRules;
import io.fci.core.rules.HoldRules;
import io.fci.core.rules.NodeRules;
import io.fci.core.rules.Refused;
import io.fci.core.rules.ResourceRules;
import io.fci.core.rules.TakeoverRules;
import io.fci.core.rules.TimeRules;
import io.fci.core.rules.Turn;
import io.fci.core.state.Drain;
import io.fci.core.state.Event;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Names;
import io.fci.core.state.Requests;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Decides for the cluster: the next state from the present one and a log entry. The same on every replica.
public final class Cluster {
    private Cluster() {}

    /// Applies the commands of an entry in order. A refused command changes nothing; a broken rule of the core itself
    /// (an IllegalStateException) leaves the given state intact, since states are immutable.
    public static Applied apply(State state, Entry entry) {
        var current = at(state, Math.max(state.clusterTime(), entry.clusterTime()));
        var outcomes = new ArrayList<Outcome>();
        var events = new ArrayList<Event>();
        for (var proposal : entry.proposals()) {
            var turn = new Turn(current, current.clusterTime(), entry.wallMillis(), proposal.principal());
            var outcome = decide(turn, proposal);
            outcomes.add(outcome);
            if (outcome instanceof Outcome.Accepted accepted) {
                events.addAll(turn.events());
                current = remember(turn.state().with(turn.events()), proposal, accepted);
            }
        }
        return new Applied(current, outcomes, events);
    }

    private static Outcome decide(Turn turn, Proposal proposal) {
        try {
            var earlier = proposal.request().flatMap(request -> firstAnswer(turn.state(), request));
            if (earlier.isPresent()) {
                return earlier.get();
            }
            if (turn.state().clusterId().isEmpty() && !(proposal.command() instanceof ClusterInit)
                    && !(proposal.command() instanceof Barrier)) {
                throw Refused.because(NOT_INITIALIZED,
                        "the cluster is not initialised yet; wait until its nodes are up");
            }
            var before = turn.state();
            run(turn, proposal.command());
            NodeRules.settle(turn);
            DrainRules.settle(turn);
            return accepted(before, turn, proposal.command());
        } catch (Refused refused) {
            return new Outcome.Refused(refused.refusal());
        }
    }

    private static void run(Turn turn, Command command) {
        switch (command) {
            case Barrier() -> {
            }
            case TimePassed c -> TimeRules.passed(turn, c);
            case ClusterInit c -> NodeRules.init(turn, c);
            case CreateGroup c -> GroupRules.create(turn, c);
            case UpdateGroup c -> GroupRules.update(turn, c);
            case DeleteGroup c -> GroupRules.delete(turn, c);
            case BringOnline c -> GroupRules.bringOnline(turn, c);
            case TakeOffline c -> GroupRules.takeOffline(turn, c);
            case MoveGroup c -> GroupRules.move(turn, c);
            case ClearFailures c -> FailurePolicy.clear(turn, c);
            case ActOnResource c -> ResourceRules.act(turn, c);
            case Maintain c -> HoldRules.maintain(turn, c);
            case LockResource c -> HoldRules.lock(turn, c);
            case GuardUp c -> NodeRules.guardUp(turn, c);
            case ReportGuard c -> NodeRules.reportGuard(turn, c);
            case ReportConcerns c -> NodeRules.concerns(turn, c);
            case DrainNode c -> DrainRules.drain(turn, c);
            case ResumeNode c -> DrainRules.resume(turn, c);
            case NodeLost c -> NodeRules.lost(turn, c);
            case Released c -> NodeRules.released(turn, c);
            case ReportResource c -> FailurePolicy.report(turn, c);
            case ConfigureFencing c -> FencingRules.configure(turn, c);
            case FenceNode c -> FencingRules.fence(turn, c);
            case FenceFailed c -> FencingRules.failed(turn, c);
            case FenceTested c -> FencingRules.tested(turn, c);
            case ConfirmDown c -> TakeoverRules.confirm(turn, c);
        }
    }

    /// Names the operation that the command began, and none that ran before: whoever waits for it must not be told the
    /// end of another one.
    private static Outcome accepted(State before, Turn turn, Command command) {
        var group = groupOf(command);
        var operation = operationOf(turn.state(), command);
        boolean begun = operation.isPresent() && !operation.equals(operationOf(before, command));
        return new Outcome.Accepted(turn.state().revision(), group, begun ? operation : OptionalLong.empty());
    }

    private static OptionalLong operationOf(State state, Command command) {
        if (command instanceof FenceNode(var node, var incarnation, var comment)) {
            return state.node(node).flatMap(n -> n.fencing().job()).map(Fencing.Job::operation)
                    .orElse(OptionalLong.empty());
        }
        if (command instanceof DrainNode drain) {
            // Also one that was over at once: who asked is told how.
            return state.node(drain.node()).flatMap(n -> n.schedule().paused()).flatMap(Schedule.Paused::drain)
                    .map(Drain::operation)
                    .orElse(OptionalLong.empty());
        }
        return groupOf(command).flatMap(state::group).map(Group::operation).orElse(OptionalLong.empty());
    }

    private static Optional<GroupName> groupOf(Command command) {
        return switch (command) {
            case CreateGroup c -> Optional.of(c.group());
            case UpdateGroup c -> Optional.of(c.group());
            case DeleteGroup c -> Optional.of(c.group());
            case BringOnline c -> Optional.of(c.group());
            case TakeOffline c -> Optional.of(c.group());
            case MoveGroup c -> Optional.of(c.group());
            case ClearFailures c -> Optional.of(c.group());
            case ActOnResource c -> Optional.of(c.group());
            case LockResource c -> Optional.of(c.group());
            case Maintain c -> switch (c.subject()) {
                case Maintain.Subject.OfGroup(var group) -> Optional.of(group);
                case Maintain.Subject.OfResource(var group, var _) -> Optional.of(group);
                case Maintain.Subject.OfNode _ -> Optional.empty();
            };
            case Barrier c -> Optional.empty();
            case TimePassed c -> Optional.empty();
            case ClusterInit c -> Optional.empty();
            case GuardUp c -> Optional.empty();
            case ReportGuard c -> Optional.empty();
            case ReportConcerns c -> Optional.empty();
            case DrainNode c -> Optional.empty();
            case ResumeNode c -> Optional.empty();
            case NodeLost c -> Optional.empty();
            case Released c -> Optional.empty();
            case ReportResource c -> Optional.empty();
            case ConfigureFencing c -> Optional.empty();
            case FenceNode c -> Optional.empty();
            case FenceFailed c -> Optional.empty();
            case FenceTested c -> Optional.empty();
            case ConfirmDown c -> Optional.empty();
        };
    }

    private static Optional<Outcome> firstAnswer(State state, Proposal.Request request) {
        return state.requests().answer(request.id()).map(answer -> {
            if (!answer.digest().equals(request.digest())) {
                throw Refused.because(REQUEST_ID_REUSED, "request id '" + Names.abbreviate(request.id())
                        + "' was used for another request at revision " + answer.revision() + "; use a new one");
            }
            return new Outcome.Accepted(answer.revision(), answer.group(), answer.operation());
        });
    }

    private static State remember(State state, Proposal proposal, Outcome.Accepted accepted) {
        if (proposal.request().isEmpty()) {
            return state;
        }
        var request = proposal.request().get();
        if (state.requests().answer(request.id()).isPresent()) {
            return state;
        }
        var answer = new Requests.Answer(request.digest(), accepted.revision(), accepted.group(), accepted.operation());
        return new State(state.clusterId(), state.revision(), state.clusterTime(), state.featureLevel(), state.nodes(),
                state.groups(), state.operations(), state.requests().with(request.id(), answer), state.events());
    }

    private static State at(State state, long clusterTime) {
        return clusterTime == state.clusterTime()
                ? state
                : new State(state.clusterId(), state.revision(), clusterTime, state.featureLevel(), state.nodes(),
                        state.groups(), state.operations(), state.requests(), state.events());
    }

    /// What the command would be answered now, changing nothing. For dry runs.
    public static Applied rehearse(State state, Proposal proposal, long wallMillis) {
        return apply(state, new Entry(state.clusterTime(), wallMillis, List.of(proposal)));
    }
}
