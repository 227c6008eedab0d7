package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.explore.Said.Fact;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The log: anybody commits whatever has its evidence, at any time after it came to be; everybody applies it late.
final class LogSteps implements Steps.Part {
    private final Scope scope;
    private final Steps steps;
    private final Journal journal;

    LogSteps(Scope scope, Steps steps, Journal journal) {
        this.scope = scope;
        this.steps = steps;
        this.journal = journal;
    }

    @Override
    public void from(World w, Consumer<Step> out) {
        for (int i = 0; i < Log.NODES.size(); i++) {
            apply(w, i, out);
        }
        if (w.log().length() >= scope.entries()) {
            return;
        }
        for (var fact : w.said().value().facts()) {
            if (fact instanceof Fact.Proposed(var command)) {
                commit(w, command, out);
            } else if (fact instanceof Fact.Dead(var node, var k)) {
                commit(w, new Command.NodeLost(new NodeName(node), k, new Evidence.Dead("")), out);
            }
        }
        for (var name : scope.suspects()) {
            attested(w, name, out);
        }
        for (var command : scope.operator()) {
            if (!w.log().has(command)) {
                commit(w, command, out);
            }
        }
    }

    private void apply(World w, int i, Consumer<Step> out) {
        var m = w.member(i);
        if (m.applied() < w.log().length()) {
            steps.offer(w, i, new Deed.Applies(w.log().at(m.applied() + 1)), out,
                    () -> m.name() + " applies the next entry");
        }
    }

    /// All attestations of the current incarnation together; the core judges which of them count.
    private void attested(World w, String name, Consumer<Step> out) {
        if (!(w.log().life(name) instanceof Life.Up(var k))) {
            return;
        }
        Map<NodeName, Long> acceptors = new TreeMap<>();
        for (var fact : w.said().value().facts()) {
            if (fact instanceof Fact.Attested said && said.node().equals(name) && said.k() == k) {
                acceptors.put(new NodeName(said.by()), said.a());
            }
        }
        if (!acceptors.isEmpty()) {
            commit(w, new Command.NodeLost(new NodeName(name), k,
                    new Evidence.Attests(new TreeMap<>(acceptors), 0)), out);
        }
    }

    private void commit(World w, Command command, Consumer<Step> out) {
        journal.commit(w.log(), command).ifPresent(log -> {
            var next = steps.forget(w.with(log));
            for (int i = 0; i < Log.NODES.size(); i++) {
                if (!scope.lagging().contains(Log.NODES.get(i))) {
                    next = steps.done(next, i, new Deed.Applies(log));
                }
            }
            out.accept(new Step(next, () -> "committed: " + words(command) + "; then the group is "
                    + log.owner().map(o -> "with " + o.node() + ", epoch " + o.epoch() + ", to "
                            + (o.intent() instanceof Intent.Run ? "run" : "stop")).orElse("with nobody")));
        });
    }

    private static String words(Command command) {
        return switch (command) {
            case Command.NodeLost(var node, var k, Evidence.Attests a) -> "incarnation " + k + " of " + node
                    + " is lost, attested by " + a.acceptors().keySet();
            case Command.NodeLost(var node, var k, Evidence.Dead d) -> "incarnation " + k + " of " + node
                    + " is lost, its guard said DEAD";
            case Command.NodeLost(var node, var k, Evidence.Fenced f) -> "incarnation " + k + " of " + node
                    + " is over, turned off by " + f.by() + " with " + f.devices() + " for order " + f.order();
            case Command.ConfirmDown c -> "a person confirms that incarnation " + c.incarnation() + " of " + c.node()
                    + " is down";
            case Command.ConfigureFencing c -> c.node() + " is plugged into another switch";
            case Command.GuardUp up -> "GuardUp of " + up.node() + " (guard " + up.guardUuid() + ", after incarnation "
                    + up.previousIncarnation() + ")";
            case Command.Released r -> "Released by " + r.node() + ", epoch " + r.epoch();
            case Command.MoveGroup m -> "move to " + m.node().map(NodeName::value).orElse("another node");
            case Command.TakeOffline o -> "take offline";
            case Command.BringOnline o -> "bring online" + o.node().map(n -> " on " + n).orElse("");
            default -> command.toString();
        };
    }
}
