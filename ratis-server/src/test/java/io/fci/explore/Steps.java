package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.explore.Said.Fact;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Everything that may happen next in a world. Split by what it is about: time, the lease plane, the log, the machine.
final class Steps {
    private final Scope scope;
    private final Cell.Table<Member> members = new Cell.Table<>();
    private final Cell.Table<Said> sayings = new Cell.Table<>();
    private final Wiring wiring;
    private final Journal journal;
    private final List<Part> parts;

    /// One subject's steps.
    interface Part {
        void from(World w, Consumer<Step> out);
    }

    Steps(Scope scope) {
        this.scope = scope;
        this.wiring = new Wiring(scope);
        this.journal = new Journal(scope);
        this.parts = List.of(new TimeSteps(scope, this), new LeaseSteps(scope, this),
                new LogSteps(scope, this, journal),
                new MachineSteps(scope, this, wiring), new FenceSteps(scope, this));
    }

    World beginning() {
        var log = journal.beginning();
        return new World(Log.NODES.stream().map(name -> members.of(wiring.begin(name, log))).toList(), log,
                sayings.of(Said.NOTHING));
    }

    void from(World w, Consumer<Step> out) {
        parts.forEach(part -> part.from(w, out));
    }

    /// The node after the deed; what it says is said.
    World done(World w, int i, Deed deed) {
        var cell = w.members().get(i);
        record Result(Cell<Member> next, Wiring.Result result) {}
        var known = cell.after(deed, () -> {
            var result = wiring.perform(cell.value(), deed);
            return new Result(members.of(result.next()), result);
        });
        var next = known.next() == cell ? w : w.with(i, known.next());
        var says = known.result().says();
        return says.isEmpty() ? next : said(next, says.get());
    }

    /// Offers the deed if it changes anything.
    void offer(World w, int i, Deed deed, Consumer<Step> out, Supplier<String> sentence) {
        var next = done(w, i, deed);
        if (next != w) {
            out.accept(new Step(next, sentence));
        }
    }

    World said(World w, Fact fact) {
        return w.with(w.said().after(fact, () -> sayings.of(w.said().value().with(fact))));
    }

    /// Forgets what cannot have an effect any more.
    World forget(World w) {
        var log = w.log();
        record Forget(int log) {}
        return w.with(w.said().after(new Forget(log.id()),
                () -> sayings.of(w.said().value().where(fact -> mayMatter(fact, log)))));
    }

    /// Acknowledgements to a lease that is over.
    World silence(World w, int i) {
        var holder = w.member(i).name();
        record Silence(String holder) {}
        return w.with(w.said().after(new Silence(holder), () -> sayings.of(w.said().value()
                .where(fact -> !(fact instanceof Fact.Acked acked && acked.holder().equals(holder))))));
    }

    World delivered(World w, Fact answer) {
        record Delivered(Fact answer) {}
        return w.with(w.said().after(new Delivered(answer),
                () -> sayings.of(w.said().value().where(fact -> !fact.equals(answer)))));
    }

    World tick(World w, String holder) {
        record Tick(String holder) {}
        return w.with(w.said().after(new Tick(holder), () -> sayings.of(w.said().value()
                .passed(holder, scope.ticks().nanos(), scope.ticks().ago(scope.useful() - 1)))));
    }

    private boolean mayMatter(Fact fact, Log log) {
        return switch (fact) {
            case Fact.Acked _,Fact.Refused _ -> true;
            case Fact.Attested said -> log.isCurrent(said.node(), said.k())
                    && (!scope.has(Rule.EVIDENCE_IS_OF_THE_PRESENT)
                            || log.guard(said.by()).incarnation() == said.a());
            case Fact.Dead(var node, var k) -> log.isCurrent(node, k) || !scope.has(Rule.LOSS_NAMES_THE_INCARNATION);
            case Fact.Proposed(var command) -> switch (command) {
                case Command.GuardUp up -> !scope.has(Rule.GUARD_UP_COMPARES)
                        || up.previousIncarnation() == log.life(up.node().value()).last();
                case Command.Released r -> !scope.has(Rule.EPOCH_NEVER_TWICE)
                        || !scope.has(Rule.RELEASED_NAMES_ITS_EPOCH)
                        || log.owner().map(o -> o.epoch() == r.epoch()).orElse(false);
                case Command.NodeLost(var node, var _, Evidence.Fenced fenced) ->
                    !scope.has(Rule.FENCED_NAMES_ITS_ORDER)
                            || log.state().nodes().get(node).fencing().job().map(job -> job.order() == fenced.order())
                                    .orElse(false);
                case Command.ConfirmDown c -> !scope.has(Rule.CONFIRMED_NAMES_THE_INCARNATION)
                        || log.life(c.node().value()).last() == c.incarnation();
                default -> true;
            };
        };
    }
}
