package io.fci.sim;

import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.Deadlines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A modelled Raft: entries are committed in one order, every replica applies them late, a leader commits only while it
/// reaches a majority, and a proposal may be lost, late, doubled, or committed after its proposer died. A leader that lost
/// its followers believes in itself for a while.
final class SharedLog {
    private static final int USUAL_ECHOES = 50;
    private static final long TICK = 40 * Timeline.MILLI;
    private static final long ANSWER = 10 * Timeline.SECOND;
    private static final long WALL = 1_767_225_600_000L;

    record Committed(Proposal proposal, long ticket, State after, Outcome outcome) {}

    private record Pending(Proposal proposal, long ticket, long clusterTime) {}

    interface Witness {
        void committed(State before, Committed entry);
    }

    /// One daemon's copy, as long as that daemon lives.
    final class Replica {
        final NodeName name;
        final Alive alive;
        final MachineClock clock;
        private final List<Consumer<State>> followers = new ArrayList<>();
        private final Map<Long, Consumer<Optional<Outcome>>> waiting = new TreeMap<>();
        private int applied;
        private long appliedAt;
        private boolean mine;
        private boolean pulling;
        private Optional<NodeName> leader = Optional.empty();

        private Replica(NodeName name, Alive alive, MachineClock clock, int applied) {
            this.name = name;
            this.alive = alive;
            this.clock = clock;
            this.applied = applied;
            this.appliedAt = clock.now();
        }

        State state() {
            return applied == 0 ? State.EMPTY : entries.get(applied - 1).after();
        }

        /// As far as this node knows.
        boolean leads() {
            return mine;
        }

        void follow(Consumer<State> follower) {
            followers.add(follower);
        }

        /// Who leads, as far as this node knows.
        Optional<NodeName> leader() {
            return mine ? Optional.of(name) : leader;
        }

        /// Stands for election although the leader may be well.
        void standAgainst(NodeName present) {
            if (leading != null && leading != this && leading.name.equals(present) && replicas.get(name) == this
                    && SharedLog.this.leads(this)) {
                crown(this);
            }
        }

        /// The answer is empty when it was not decided, which may still change.
        void propose(Proposal proposal, Consumer<Optional<Outcome>> answer) {
            long ticket = ++tickets;
            waiting.put(ticket, answer);
            alive.after(this, ANSWER, () -> answer(ticket, Optional.empty()));
            var to = mine ? Optional.of(name) : leader;
            if (to.isEmpty()) {
                alive.after(this, 100 * Timeline.MILLI, () -> answer(ticket, Optional.empty()));
                return;
            }
            long delay = wire.delay() + (dice.oneIn(60) ? dice.between(0, 3 * Timeline.SECOND) : 0);
            time.after(delay, () -> arrive(to.get(), proposal, ticket));
            if (dice.oneIn(echoes)) {
                time.after(delay + dice.between(0, longestEcho), () -> arrive(to.get(), proposal, 0));
            }
            if (proposal.command() instanceof Command.ReportResource report
                    && report.report() instanceof Command.Report.Stopped) {
                doubledStops.filter(when -> when.oneIn(2)).ifPresent(when -> time.after(
                        delay + when.between(Timeline.SECOND / 2, 6 * Timeline.SECOND),
                        () -> arrive(to.get(), proposal, 0)));
            }
        }

        private void arrive(NodeName to, Proposal proposal, long ticket) {
            var there = replicas.get(to);
            if (there == null || !there.alive.acts() || !wire.carries(name, to) || !there.mine) {
                alive.after(this, wire.delay(), () -> answer(ticket, Optional.empty()));
            } else if (there == leading) {
                append(proposal, ticket);
            }
            // A leader of the past appends it to a log that will be cut: no answer ever comes.
        }

        private void answer(long ticket, Optional<Outcome> outcome) {
            var answer = waiting.remove(ticket);
            if (answer != null) {
                answer.accept(outcome);
            }
        }

        private void pull() {
            if (pulling || applied == entries.size()) {
                return;
            }
            pulling = true;
            long lag = this == leading ? 0 : wire.delay() + (dice.oneIn(100) ? dice.between(0, lagging) : 0);
            alive.after("apply", lag, () -> {
                pulling = false;
                if (this == leading || leading != null && leading.alive.acts() && wire.bothWays(leading.name, name)) {
                    catchUp();
                }
            });
        }

        private void catchUp() {
            int from = applied;
            applied = entries.size();
            stored.put(name, applied);
            appliedAt = clock.now();
            for (int i = from; i < applied; i++) {
                answer(entries.get(i).ticket(), Optional.of(entries.get(i).outcome()));
            }
            if (applied > from) {
                followers.forEach(follower -> follower.accept(state()));
            }
        }

        private void standDown() {
            if (mine && this != leading) {
                mine = false;
                leader = Optional.empty();
            }
        }
    }

    private final Timeline time;
    private final Dice dice;
    private final Wire wire;
    private final int majority;
    private final Witness witness;
    private final Bent bent;
    private final List<Committed> entries = new ArrayList<>();
    private final List<Pending> tail = new ArrayList<>();
    private final Map<NodeName, Replica> replicas = new TreeMap<>();
    private final Map<NodeName, Integer> stored = new TreeMap<>();
    private Replica leading;
    private long patience;
    private long lastGood;
    private long tickets;
    private long lagging;
    private Optional<Dice> doubledStops = Optional.empty();
    private int echoes = USUAL_ECHOES;
    private long longestEcho = 2 * Timeline.SECOND;

    SharedLog(Timeline time, Dice dice, Wire wire, int voters, Witness witness, Bent bent) {
        this.time = time;
        this.dice = dice;
        this.wire = wire;
        this.majority = voters / 2 + 1;
        this.witness = witness;
        this.bent = bent;
        tick();
    }

    /// How late replicas may be when they are late.
    void lagging(long nanos) {
        lagging = nanos;
    }

    /// Whether what is proposed is often proposed twice.
    boolean echoes() {
        return echoes < USUAL_ECHOES;
    }

    void quiet() {
        echoing(USUAL_ECHOES, 2 * Timeline.SECOND);
    }

    /// One in so many proposals arrives a second time, up to so much later.
    void echoing(int oneIn, long nanos) {
        echoes = oneIn;
        longestEcho = nanos;
    }

    /// Every second report that something was stopped arrives again, seconds later.
    void doubleStops(Dice when) {
        doubledStops = Optional.of(when);
    }

    State newest() {
        return entries.isEmpty() ? State.EMPTY : entries.getLast().after();
    }

    List<Committed> entries() {
        return entries;
    }

    /// A daemon starts: it replays from what it had, less what it lost.
    Replica join(NodeName name, Alive alive, MachineClock clock) {
        int known = Math.max(0, stored.getOrDefault(name, 0) - dice.roll(30));
        var replica = new Replica(name, alive, clock, known);
        replicas.put(name, replica);
        return replica;
    }

    Optional<NodeName> leader() {
        return Optional.ofNullable(leading).map(replica -> replica.name);
    }

    /// The leader is made to hand over.
    void unseat() {
        patience = 0;
        lastGood = Long.MIN_VALUE / 2;
    }

    private void tick() {
        time.after(TICK, this::tick);
        boolean good = leading != null && replicas.get(leading.name) == leading && leads(leading);
        if (good && lastGood >= 0) {
            lastGood = time.now();
        } else if (time.now() - lastGood > patience) {
            elect();
        }
        if (good) {
            var due = Deadlines.next(leading.state());
            if (leading.mine && due.isPresent() && stamp() >= due.getAsLong()) {
                append(Proposal.of(new Command.TimePassed(new TreeSet<>())), 0);
            }
            for (var replica : replicas.values()) {
                if (replica.alive.acts() && wire.bothWays(leading.name, replica.name)) {
                    replica.standDown();
                    replica.leader = Optional.of(leading.name);
                    replica.pull();
                }
            }
        }
    }

    private boolean leads(Replica candidate) {
        return candidate.alive.acts() && reached(candidate, replicas.values()) >= majority;
    }

    private long reached(Replica from, Collection<Replica> among) {
        return among.stream().filter(r -> r.alive.acts() && wire.bothWays(from.name, r.name)).count();
    }

    private void elect() {
        var candidates = replicas.values().stream().filter(this::leads).filter(r -> r != leading || lastGood >= 0)
                .toList();
        if (candidates.isEmpty()) {
            lastGood = Math.max(0, lastGood);
            return;
        }
        crown(dice.pick(candidates));
    }

    private void crown(Replica winner) {
        var old = leading;
        leading = winner;
        lastGood = time.now();
        patience = dice.delay(300 * Timeline.MILLI, 2 * Timeline.SECOND);
        // What the old leader had not committed survives as far as the new one had received it.
        int survives = tail.isEmpty() ? 0 : dice.roll(tail.size() + 1);
        tail.subList(survives, tail.size()).clear();
        if (old != null && old != leading) {
            old.alive.after(old, dice.delay(400 * Timeline.MILLI, 6 * Timeline.SECOND), old::standDown);
        }
        var fresh = leading;
        fresh.alive.after(fresh, dice.delay(5 * Timeline.MILLI, 200 * Timeline.MILLI), () -> {
            if (fresh == leading) {
                fresh.catchUp();
                fresh.mine = true;
                fresh.leader = Optional.of(fresh.name);
                append(Proposal.of(new Command.Barrier()), 0);
                fresh.followers.forEach(follower -> follower.accept(fresh.state()));
            }
        });
    }

    private void append(Proposal proposal, long ticket) {
        var pending = new Pending(proposal, ticket, stamp());
        tail.add(pending);
        time.after(dice.delay(2 * Timeline.MILLI, 60 * Timeline.MILLI), () -> commit(pending));
    }

    private long stamp() {
        return leading.state().clusterTime() + Math.max(0, leading.clock.now() - leading.appliedAt) / 1_000_000;
    }

    private void commit(Pending upTo) {
        if (!tail.contains(upTo)) {
            return;
        }
        if (leading == null || replicas.get(leading.name) != leading || !leads(leading)) {
            time.after(30 * Timeline.MILLI, () -> commit(upTo));
            return;
        }
        while (!tail.isEmpty()) {
            var next = tail.removeFirst();
            var before = newest();
            var read = bent.of(before, next.proposal());
            var applied = Cluster.apply(before, new Entry(next.clusterTime(), WALL + time.now() / 1_000_000,
                    List.of(read)));
            var entry = new Committed(read, next.ticket(), applied.state(), applied.outcomes().getFirst());
            entries.add(entry);
            witness.committed(before, entry);
            if (next == upTo) {
                break;
            }
        }
        replicas.values().forEach(Replica::pull);
    }
}
