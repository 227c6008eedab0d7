package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.state.Takeover;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How much of the world is explored, and under which rules. Everything is bounded by the log's length, not by time.
///
/// @param entries commands that may be committed after the beginning
/// @param suspects nodes whose loss may be found; others' silence is never asked about
/// @param late nodes whose renewals and acknowledgements travel on their own, each arriving late or never; those of the
///        others arrive, as a pair, at once or never
/// @param lagging nodes that apply the log arbitrarily late; the others at once
/// @param restarts how often a node may crash and come back without memory
/// @param rejoins whether a node that lost its lease asks for a new life
/// @param quitters nodes whose guard may end its lease before its time, as when its daemon ends
/// @param slips how often each clock may lose or gain a tick
/// @param allowance ticks that an acceptor waits longer because of that
/// @param stops for how many ticks `a` may be frozen together with its clock
/// @param operator commands that may come at any time, each once
/// @param missing the rule that is left out
/// @param stuck what runs on `a` ends only with the machine, and the group's policy is this one
record Scope(Ticks ticks, int entries, Set<String> suspects, Set<String> late, Set<String> lagging,
        Map<String, Integer> restarts, boolean rejoins, Set<String> quitters, int slips, int allowance,
        int stops, List<Command> operator, Optional<Rule> missing, Optional<Takeover> stuck) {
    /// `a` owns the group and may be lost once; everything about its lease may be late.
    static final Scope ONE_LOSS = new Scope(Ticks.ofSeconds(5), 1, Set.of("a"), Set.of("a"), Set.of("a", "b"), Map.of(),
            false, Set.of(), 0, 0, 0, List.of(), Optional.empty(), Optional.empty());

    boolean has(Rule rule) {
        return missing.isEmpty() || missing.get() != rule;
    }

    /// How many ticks later than by its clock an acceptor judges.
    int patience() {
        return switch (missing.orElse(Rule.LEASE_FROM_SEND)) {
            case WAIT_COVERS_REACTION -> allowance - 1;
            case DRIFT_ALLOWANCE -> 0;
            case ATTEST_AFTER_THE_WAIT -> -ticks.acceptorWait();
            default -> allowance;
        };
    }

    /// How old a renewal may be whose acknowledgement could still change something.
    int useful() {
        return has(Rule.LEASE_FROM_SEND) ? ticks.lease() : ticks.acceptorWait() + 1;
    }

    Scope without(Rule rule) {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, rejoins, quitters, slips, allowance, stops,
                operator,
                Optional.of(rule), stuck);
    }

    Scope tick(int seconds) {
        return new Scope(Ticks.ofSeconds(seconds), entries, suspects, late, lagging, restarts, rejoins, quitters, slips,
                allowance, stops, operator, missing, stuck);
    }

    Scope entries(int most) {
        return new Scope(ticks, most, suspects, late, lagging, restarts, rejoins, quitters, slips, allowance, stops,
                operator,
                missing, stuck);
    }

    Scope suspecting(String... nodes) {
        return new Scope(ticks, entries, Set.of(nodes), late, lagging, restarts, rejoins, quitters, slips, allowance,
                stops,
                operator, missing, stuck);
    }

    Scope delaying(String... nodes) {
        return new Scope(ticks, entries, suspects, Set.of(nodes), lagging, restarts, rejoins, quitters, slips,
                allowance, stops,
                operator, missing, stuck);
    }

    Scope applyingLate(String... nodes) {
        return new Scope(ticks, entries, suspects, late, Set.of(nodes), restarts, rejoins, quitters, slips, allowance,
                stops,
                operator, missing, stuck);
    }

    Scope restarts(Map<String, Integer> most) {
        return new Scope(ticks, entries, suspects, late, lagging, most, rejoins, quitters, slips, allowance, stops,
                operator,
                missing, stuck);
    }

    Scope rejoining() {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, true, quitters, slips, allowance, stops,
                operator,
                missing, stuck);
    }

    Scope quitting(String... nodes) {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, rejoins, Set.of(nodes), slips, allowance,
                stops,
                operator,
                missing, stuck);
    }

    Scope slipping(int times, int allowed) {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, rejoins, quitters, times, allowed, stops,
                operator,
                missing, stuck);
    }

    Scope freezing(int most) {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, rejoins, quitters, slips, allowance, most,
                operator, missing, stuck);
    }

    Scope operator(Command... commands) {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, rejoins, quitters, slips, allowance, stops,
                List.of(commands), missing, stuck);
    }

    Scope stuck(Takeover takeover) {
        return new Scope(ticks, entries, suspects, late, lagging, restarts, rejoins, quitters, slips, allowance, stops,
                operator, missing, Optional.of(takeover));
    }
}
