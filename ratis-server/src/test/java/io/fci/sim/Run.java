package io.fci.sim;

import io.fci.core.state.NodeName;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One seed from beginning to end: faults, healing, rest.
///
/// @param violation what must never happen and did; empty: nothing
/// @param notes the last transitions
/// @param digest of all transitions: equal for equal runs
record Run(long seed, Set<Rule> broken, Optional<String> violation, List<String> notes, long digest, long events,
        long nanos, long failovers, long starts) {
    private static final long FAULTS = 40 * Timeline.SECOND;
    /// A cold acceptor waits 10 s, an operation that was not decided is asked for again after 10 s, and what failed rests.
    private static final long REST = 60 * Timeline.SECOND;
    private static final long STEADY = 3 * Timeline.SECOND;
    /// A lease of the slowest profile and its wait, and a start. Much less than the 10 s for which a holder is awaited that was
    /// never heard.
    private static final long ELSEWHERE = 9 * Timeline.SECOND;
    /// And somebody has to notice, go there, and find a node that answers; devices may have to be asked again.
    private static final long WITH_A_PERSON = 30 * Timeline.SECOND;

    static Run of(long seed) {
        return of(seed, EnumSet.noneOf(Rule.class));
    }

    /// The simulator itself gave up: as bad as a violation, and replayed alike.
    static Run crashed(long seed, Set<Rule> broken, Throwable why) {
        return new Run(seed, broken, Optional.of("the run itself failed: " + why), List.of(), 0, 0, 0, 0, 0);
    }

    static Run of(long seed, Set<Rule> broken) {
        var world = new World(seed, broken);
        Optional<String> violation = Optional.empty();
        try {
            play(world);
        } catch (Violation e) {
            violation = Optional.of(e.getMessage());
        }
        return new Run(seed, broken, violation, world.notes(), world.digest(), world.time.events(), world.time.now(),
                world.oracle.failovers(), world.oracle.starts());
    }

    private static void play(World world) {
        world.hosts()
                .forEach(host -> world.time.after(world.dice.delay(Timeline.SECOND, 4 * Timeline.SECOND), host::boot));
        var operator = new Operator(world);
        world.time.after(5 * Timeline.SECOND, operator::begin);
        pass(world, 8 * Timeline.SECOND);
        var nemesis = new Nemesis(world);
        new Caretaker(world);
        work(world, operator, nemesis);
        pass(world, FAULTS);
        nemesis.heal();
        world.mend();
        operator.tidy();
        rest(world, Optional.empty(), REST);
        withoutLeasePlane(world);
        world.oracle.nothingLost();
    }

    private static void work(World world, Operator operator, Nemesis nemesis) {
        world.time.after(
                world.dice.between(100 * Timeline.MILLI,
                        world.log.echoes() ? Timeline.SECOND / 2 : 4 * Timeline.SECOND),
                () -> {
                    if (nemesis.active()) {
                        operator.act();
                        work(world, operator, nemesis);
                    }
                });
    }

    private static void pass(World world, long end) {
        while (world.time.step(end)) {
            world.oracle.afterEvent();
        }
    }

    /// The log works everywhere, and one guard alone is not heard, hears nothing, or both: its groups are soon online elsewhere.
    private static void withoutLeasePlane(World world) {
        var node = world.dice.pick(world.names());
        int how = world.dice.roll(3);
        world.note(node + "'s guard is cut off while all else is well");
        world.wire.silence(node, world.names(), how != 2, how != 1);
        world.desert(world.outfit == Outfit.FENCED && world.extras.oneIn(2));
        rest(world, Optional.of(node), world.outfit == Outfit.FENCED ? WITH_A_PERSON : ELSEWHERE);
        world.desert(false);
        world.wire.heal();
        world.note("everything is healed again");
        rest(world, Optional.empty(), REST);
    }

    /// Everything that can be online is online in time, and stays so.
    ///
    /// @param apart a node on which nothing can be
    private static void rest(World world, Optional<NodeName> apart, long bound) {
        long end = world.time.now() + bound;
        long calmSince = -1;
        while (calmSince >= 0 || world.time.now() < end) {
            pass(world, world.time.now() + 200 * Timeline.MILLI);
            boolean calm = world.oracle.unrest(apart).isEmpty();
            calmSince = calm ? calmSince < 0 ? world.time.now() : calmSince : -1;
            if (calm && world.time.now() - calmSince >= STEADY) {
                return;
            }
        }
        throw new Violation("not at rest " + bound / Timeline.SECOND + " s after everything "
                + apart.map(node -> "but the lease plane of " + node + " works").orElse("was healed") + ": "
                + world.oracle.unrest(apart).orElse("it did not stay so"));
    }

    String replay() {
        var breaks = new StringBuilder();
        broken.forEach(rule -> breaks.append(" --break ").append(rule.word()));
        return "./scripts/dev sim --seed " + seed + breaks;
    }

    String told() {
        return violation.map(what -> what + "\n  the last transitions:\n    " + String.join("\n    ", notes)
                + "\n  replay: " + replay()).orElse("seed " + seed + ": nothing happened that must not");
    }
}
