package io.fci.explore;

import io.fci.core.state.Life;
import io.fci.explore.Said.Fact;
import java.util.function.Consumer;

/// What travels between guards: renewals, acknowledgements, questions and answers.
final class LeaseSteps implements Steps.Part {
    private final Scope scope;
    private final Steps steps;

    LeaseSteps(Scope scope, Steps steps) {
        this.scope = scope;
        this.steps = steps;
    }

    @Override
    public void from(World w, Consumer<Step> out) {
        for (int i = 0; i < Log.NODES.size(); i++) {
            renewals(w, i, out);
            questions(w, i, out);
        }
        acknowledgements(w, out);
    }

    private void renewals(World w, int i, Consumer<Step> out) {
        var holder = w.member(i).holder();
        for (int x = 0; x < Log.NODES.size(); x++) {
            if (x == i || !holder.renewing()) {
                continue;
            }
            for (long sent : holder.sent()) {
                if (scope.late().contains(w.member(i).name()) || sent == scope.ticks().now()) {
                    renewal(w, i, x, sent, out);
                }
            }
        }
    }

    private void renewal(World w, int i, int x, long sent, Consumer<Step> out) {
        var from = w.member(i).name();
        var to = w.member(x).name();
        if (w.member(i).holder().acked().getOrDefault(to, 0L) >= sent) {
            return;
        }
        var heard = steps.done(w, x, new Deed.Hears(from, w.member(i).holder().k(), sent));
        if (scope.late().contains(from)) {
            if (heard != w) {
                out.accept(new Step(heard, () -> to + " hears the renewal that " + from + " sent " + ago(sent)
                        + ", and acknowledges it if it may"));
            }
            return;
        }
        for (var fact : heard.said().value().facts()) {
            if (fact instanceof Fact.Acked ack && ack.holder().equals(from)) {
                var sure = steps.done(steps.delivered(heard, ack), i,
                        new Deed.IsAcknowledged(ack.by(), ack.a(), ack.k(), ack.sent()));
                out.accept(new Step(sure, () -> to + " hears and acknowledges the renewal of " + from));
            } else if (fact instanceof Fact.Refused no && no.holder().equals(from)) {
                var told = steps.done(steps.delivered(heard, no), i,
                        new Deed.IsRefused(no.by(), no.a(), no.k(), no.sent()));
                out.accept(new Step(told, () -> to + " hears the renewal of " + from + " and refuses it"));
            }
        }
    }

    private void acknowledgements(World w, Consumer<Step> out) {
        for (var fact : w.said().value().facts()) {
            if (fact instanceof Fact.Acked ack) {
                int i = Log.NODES.indexOf(ack.holder());
                var next = steps.done(steps.delivered(w, ack), i,
                        new Deed.IsAcknowledged(ack.by(), ack.a(), ack.k(), ack.sent()));
                out.accept(new Step(next, () -> ack.holder() + " receives the acknowledgement by " + ack.by()
                        + " of what it sent " + ago(ack.sent())));
            }
        }
    }

    private void questions(World w, int i, Consumer<Step> out) {
        var name = w.member(i).name();
        if (!scope.suspects().contains(name) || !(w.log().life(name) instanceof Life.Up(var k))) {
            return;
        }
        for (int x = 0; x < Log.NODES.size(); x++) {
            if (x == i) {
                continue;
            }
            var asked = w.member(x).name();
            steps.offer(w, x, new Deed.IsAsked(name, k), out,
                    () -> asked + " is asked about " + name + " and answers");
            if (!scope.has(Rule.HINT_IS_NO_EVIDENCE)) {
                steps.offer(w, x, new Deed.Hints(name, k), out, () -> asked + " says that " + name + " is silent");
            }
        }
    }

    private String ago(long sent) {
        long ticks = (scope.ticks().now() - sent) / scope.ticks().nanos();
        return ticks == 0 ? "just now" : ticks + (ticks == 1 ? " tick ago" : " ticks ago");
    }
}
