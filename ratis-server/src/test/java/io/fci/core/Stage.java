package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.Words.Line;
import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Dependencies;
import io.fci.core.state.Drain;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState;
import io.fci.core.state.State;
import io.fci.core.view.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/// The cluster that a scenario is played on: turns each line into commands as nodes and operators would send them, and
/// keeps the transcript. Every state on the way is checked.
final class Stage {
    /// Each step of a resource takes this long here.
    private static final long STEP_MILLIS = 20;

    private final StringBuilder transcript = new StringBuilder();
    private State state = State.EMPTY;
    private long time;
    private int guards;

    String transcript() {
        return transcript.toString();
    }

    void perform(String text) {
        transcript.append("> ").append(text).append('\n');
        var line = Words.of(text);
        var request = Optional.<Proposal.Request>empty();
        if (line.next("request")) {
            request = Optional.of(new Proposal.Request(line.word(), line.rest()));
        }
        var word = line.word();
        switch (word) {
            case "advance" -> advance(Words.millis(line.word()));
            case "show" -> transcript.append(Shown.of(state, line.word()));
            case "steps" -> transcript.append(Shown.steps(state, line.word()));
            case "nodes" -> submit(request, init(line));
            case "up" -> line.words().forEach(node -> submit(Optional.empty(), guardUp(node, last(node))));
            case "up-after" -> submit(request, guardUp(line.word(), Long.parseLong(line.word())));
            case "lost" -> submit(request, lost(line));
            case "quiet" -> submit(request, reportGuard(line.word(), Optional.of(line.word())));
            case "speaks" -> submit(request, reportGuard(line.word(), Optional.empty()));
            case "dead" -> {
                var node = line.word();
                submit(request, new Command.NodeLost(new NodeName(node), last(node),
                        new Evidence.Dead("its daemon went away")));
            }
            case "group" -> submit(request, new Command.CreateGroup(new GroupName(line.word()), Words.spec(line),
                    new TreeMap<>(), line.next("offline") ? Group.Desired.OFFLINE : Group.Desired.ONLINE));
            case "update" -> submit(request, new Command.UpdateGroup(new GroupName(line.word()), Words.spec(line),
                    new TreeMap<>(), OptionalLong.empty(), line.next("disrupt"), line.next("defer")));
            case "online" -> submit(request, new Command.BringOnline(new GroupName(line.word()), line.node(),
                    OptionalLong.empty()));
            case "offline" ->
                submit(request, new Command.TakeOffline(new GroupName(line.word()), OptionalLong.empty()));
            case "delete" -> submit(request, new Command.DeleteGroup(new GroupName(line.word()), OptionalLong.empty(),
                    line.next("force")));
            case "move" -> submit(request, move(line));
            case "report" -> report(group(line.word()), line);
            case "online-all" -> onlineAll(line.word());
            case "window" -> submit(request, new Command.TimePassed(new TreeSet<>(line.words().stream()
                    .map(GroupName::new).toList())));
            case "resource" -> submit(request, new Command.ActOnResource(new GroupName(line.word()),
                    new ResourceName(line.word()),
                    Command.ActOnResource.Act.valueOf(line.word().toUpperCase(Locale.ROOT))));
            case "clear" -> submit(request, new Command.ClearFailures(new GroupName(line.word()),
                    line.hasMore() ? Optional.of(new ResourceName(line.word())) : Optional.empty()));
            case "maintain" -> submit(request, new Command.Maintain(subject(line.word()), terms(line)));
            case "lock" -> submit(request, new Command.LockResource(new GroupName(line.word()),
                    new ResourceName(line.word()), terms(line)));
            case "explain" -> transcript.append(Shown.explained(state, line.word(), time));
            case "leaves" -> leaves(line.word());
            case "fencing" -> submit(request, new Command.ConfigureFencing(new NodeName(line.word()),
                    Words.devices(line), OptionalLong.empty()));
            case "drain" -> submit(request, drain(line));
            case "resume" -> submit(request, new Command.ResumeNode(new NodeName(line.word()),
                    line.next("back") ? Command.ResumeNode.Back.RETURN : Command.ResumeNode.Back.STAY));
            case "fence" -> submit(request, new Command.FenceNode(new NodeName(line.word()), OptionalLong.empty(),
                    line.hasMore() ? line.word() : ""));
            case "fenced" -> submit(request, fenced(line.word()));
            case "fence-failed" -> submit(request, fenceFailed(line.word(), line.word()));
            case "device" -> submit(request, tested(line));
            case "confirm-down" -> submit(request, confirmDown(line.word()));
            case "released" -> submit(request, released(line));
            default -> throw new IllegalArgumentException("unknown word '" + word + "'");
        }
        line.end();
    }

    /// A node, a group, or a resource of one: sql/db.
    private Command.Maintain.Subject subject(String word) {
        var parts = word.split("/");
        if (parts.length == 2) {
            return new Command.Maintain.Subject.OfResource(new GroupName(parts[0]), new ResourceName(parts[1]));
        }
        return state.node(new NodeName(word)).isPresent()
                ? new Command.Maintain.Subject.OfNode(new NodeName(word))
                : new Command.Maintain.Subject.OfGroup(new GroupName(word));
    }

    /// off, or: [for 10min] ["why"]
    private static Optional<Command.Terms> terms(Line line) {
        if (line.next("off")) {
            return Optional.empty();
        }
        var millis = line.next("for") ? OptionalLong.of(Words.millis(line.word())) : OptionalLong.empty();
        return Optional.of(new Command.Terms(line.hasMore() ? line.word() : "", millis));
    }

    /// By whom it was given to, or of an earlier attempt, given out at a revision: fenced a#9; or of an earlier life: a@2.
    private Command fenced(String word) {
        var parts = word.split("[#@]");
        var node = state.node(new NodeName(parts[0])).orElseThrow();
        var job = node.fencing().job().orElseThrow(() -> new IllegalArgumentException("nobody fences " + parts[0]));
        var assigned = job.assigned().orElseThrow();
        long order = word.contains("#") ? Long.parseLong(parts[1]) : job.order();
        long incarnation = word.contains("@") ? Long.parseLong(parts[1]) : job.incarnation();
        return new Command.NodeLost(node.name(), incarnation, new Evidence.Fenced(assigned.executor(), order,
                node.fencing().level(assigned.level()).stream().map(Fencing.Device::id).toList(), 1_200));
    }

    private Command fenceFailed(String name, String why) {
        var job = state.node(new NodeName(name)).flatMap(n -> n.fencing().job()).orElseThrow();
        return new Command.FenceFailed(new NodeName(name), job.incarnation(), job.order(),
                job.assigned().orElseThrow().executor(), why);
    }

    /// device a ipmi failed "no answer" by b, or: device a ipmi ok by b
    private Command tested(Line line) {
        var node = new NodeName(line.word());
        var device = line.word();
        var failure = line.next("ok") || !line.next("failed") ? Optional.<String>empty() : Optional.of(line.word());
        line.next("by");
        return new Command.FenceTested(node, state.node(node).orElseThrow().fencing().generation(), device,
                new NodeName(line.word()), failure);
    }

    /// Of the last life, or of one that was looked at earlier: confirm-down a@2.
    private Command confirmDown(String word) {
        var parts = word.split("@");
        return new Command.ConfirmDown(new NodeName(parts[0]),
                parts.length == 2 ? Long.parseLong(parts[1]) : last(parts[0]), "");
    }

    private static Command init(Line line) {
        var members = new ArrayList<Command.ClusterInit.Member>();
        for (var node : line.words()) {
            var host = "10.77.0." + (11 + members.size());
            members.add(new Command.ClusterInit.Member(new NodeName(node),
                    new Node.Addresses(host + ":7400", host + ":7401", host + ":7402"), true));
        }
        return new Command.ClusterInit("demo", members);
    }

    private Command guardUp(String node, long previous) {
        return new Command.GuardUp(new NodeName(node), "guard-" + ++guards, previous, "lan", List.of(),
                List.of("10.77.0.0/24"));
    }

    private Command reportGuard(String node, Optional<String> quiet) {
        var name = new NodeName(node);
        return new Command.ReportGuard(name,
                state.node(name).flatMap(Node::guard).map(Node.Acceptor::guardUuid).orElse(""), quiet);
    }

    private long last(String node) {
        return state.node(new NodeName(node)).map(n -> n.life().last()).orElse(0L);
    }

    private static Command.DrainNode drain(Words.Line line) {
        var node = new NodeName(line.word());
        var target = line.next("to") ? line.node() : Optional.<NodeName>empty();
        boolean keep = line.next("keep");
        boolean force = line.next("force");
        int parallel = line.next("parallel") ? Integer.parseInt(line.word()) : Drain.DEFAULT_PARALLEL;
        return new Command.DrainNode(node, line.hasMore() ? line.word() : "", target, keep, force, parallel);
    }

    /// As the leader does: at each deadline the state is told, and once more when nothing is due.
    private void advance(long millis) {
        long until = time + millis;
        for (var due = Deadlines.next(state); due.isPresent() && due.getAsLong() <= until; due = Deadlines
                .next(state)) {
            time = Math.max(time, due.getAsLong());
            submit(Optional.empty(), new Command.TimePassed(new TreeSet<>()));
        }
        time = until;
    }

    /// Attested by those named after "by", else by every other node that is up; of an earlier incarnation: lost a@2.
    private Command lost(Line line) {
        var word = line.word().split("@");
        var lost = new NodeName(word[0]);
        long incarnation = word.length == 2 ? Long.parseLong(word[1]) : last(word[0]);
        var acceptors = new TreeMap<NodeName, Long>();
        var named = line.next("by") ? line.words() : List.<String>of();
        state.nodes().values().stream()
                .filter(n -> named.isEmpty() ? n.isUp() && !n.name().equals(lost) : named.contains(n.name().value()))
                .forEach(n -> acceptors.put(n.name(), n.guard().map(Node.Acceptor::incarnation).orElse(0L)));
        return new Command.NodeLost(lost, incarnation, new Evidence.Attests(acceptors, 405));
    }

    private static Command move(Line line) {
        var group = new GroupName(line.word());
        boolean preempt = line.next("preempt");
        return new Command.MoveGroup(group, line.node(), Optional.empty(), OptionalLong.empty(), preempt);
    }

    /// By the owner for its epoch, or as said: released sql a 7.
    private Command released(Line line) {
        var name = new GroupName(line.word());
        if (line.hasMore()) {
            var node = line.word();
            return new Command.Released(new NodeName(node), last(node), name, Long.parseLong(line.word()));
        }
        var owned = group(name.value()).owner().orElseThrow();
        return new Command.Released(owned.node(), owned.incarnation(), name, owned.epoch());
    }

    private void onlineAll(String name) {
        for (var resource : Dependencies.of(group(name).spec().resources()).startOrder()) {
            report(group(name), resource, new Report.Online());
        }
    }

    /// Its owner stops everything, dependents first, and proves it.
    private void leaves(String name) {
        for (var resource : Dependencies.of(group(name).spec().resources()).startOrder().reversed()) {
            if (group(name).resource(resource).phase() == ResourceState.Phase.ONLINE) {
                report(group(name), resource, new Report.Stopped());
            }
        }
        var owned = group(name).owner().orElseThrow();
        time += STEP_MILLIS;
        submit(Optional.empty(), new Command.Released(owned.node(), owned.incarnation(), new GroupName(name),
                owned.epoch(), List.of()));
    }

    private void report(Group group, Line line) {
        var resource = new ResourceName(line.word());
        var what = line.word();
        report(group, resource, switch (what) {
            case "online" -> new Report.Online();
            case "stopped" -> new Report.Stopped();
            case "failed" -> new Report.Failed(line.word());
            case "stuck" -> new Report.Stuck(line.word());
            default -> throw new IllegalArgumentException("a resource is online, stopped or failed, not " + what);
        });
    }

    private void report(Group group, ResourceName resource, Report report) {
        var owned = group.owner().orElseThrow();
        time += STEP_MILLIS;
        submit(Optional.empty(), new Command.ReportResource(owned.node(), owned.incarnation(), group.name(),
                owned.epoch(), resource, group.resource(resource).attempt(), report, STEP_MILLIS));
    }

    private Group group(String name) {
        return state.group(new GroupName(name)).orElseThrow(() -> new IllegalArgumentException("no group " + name));
    }

    private void submit(Optional<Proposal.Request> request, Command command) {
        var before = state;
        var applied = Cluster.apply(before, new Entry(time, 1_700_000_000_000L + time,
                List.of(new Proposal(request, "", command))));
        state = applied.state();
        assertThat(Invariants.broken(state)).isEmpty();
        assertThat(Invariants.broken(before, state)).isEmpty();
        switch (applied.outcomes().getFirst()) {
            case Outcome.Refused(var refusal) -> transcript.append("refused: ").append(refusal.message()).append('\n');
            case Outcome.Accepted(var revision, var group, var operation) -> {
                applied.events().forEach(e -> transcript.append(e.revision()).append(' ').append(e.message())
                        .append('\n'));
                if (applied.events().isEmpty()) {
                    transcript.append("nothing changes (answered as of revision ").append(revision).append(")\n");
                }
            }
        }
    }
}
