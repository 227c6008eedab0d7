package io.fci.sim;

import io.fci.core.state.NodeName;
import io.fci.guard.lease.Acceptor;
import io.fci.guard.lease.AcceptorClocks;
import io.fci.guard.lease.Holder;
import io.fci.guard.lease.Reach;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The lease thread of one guard process, around the real holder and the real acceptor.
final class GuardTwin {
    private static final String LEASE = "lease";
    private static final int DATAGRAMS = 400;
    private static final long SILENCE = 10 * Timeline.SECOND;
    /// How much too early an acceptor of a broken cluster speaks.
    private static final double SHORTER = 0.45;

    private record Received(NodeName from, Datagram message) {}

    private final World world;
    private final Host host;
    final Alive alive;
    final String uuid;
    private final Profile profile;
    final HandsTwin hands;
    private final ArrayDeque<Received> inbox = new ArrayDeque<>();
    private final ArrayDeque<Runnable> orders = new ArrayDeque<>();
    private Holder holder;
    private AcceptorClocks clocks;
    private Acceptor acceptor = Acceptor.silent();
    private Reach reach;
    private Optional<Boolean> reachTold = Optional.empty();
    private long adoptedNanos;
    private long probingSince;
    private long nextProbe;
    private Optional<Line> line = Optional.empty();
    private long heardDaemon;
    private boolean welcomed;
    private boolean tearingDown;
    private OptionalLong dead = OptionalLong.empty();
    private int deadSaid;
    private Optional<Runnable> stopped = Optional.empty();
    private boolean ending;
    private long nextRenewal;
    private long nextVerdicts;
    private long planned = Long.MAX_VALUE;

    GuardTwin(World world, Host host, Alive alive, String uuid) {
        this.world = world;
        this.host = host;
        this.alive = alive;
        this.uuid = uuid;
        this.profile = host.profile;
        this.hands = new HandsTwin(world, host, this);
        var names = new TreeSet<String>();
        world.names().forEach(name -> names.add(name.value()));
        this.holder = Holder.without(profile, names);
        this.clocks = AcceptorClocks.none(profile);
        this.reach = Reach.nobody(profile, names);
        this.probingSince = now();
        alive.now(LEASE, this::round);
    }

    private long now() {
        return host.clock.now();
    }

    /// By the holder's own reckoning.
    boolean holds(long k) {
        return holder.valid(k, now());
    }

    /// Whether this acceptor would still stand by (node, k).
    boolean hears(NodeName node, long k) {
        var watch = acceptor.watches().get(node.value());
        return acceptor.active() && watch != null && watch.k() == k && !watch.over() && !watch.refused()
                && watch.heard().filter(p -> now() - watch.processedNanos() < p.acceptorWaitNanos()).isPresent();
    }

    void arrive(NodeName from, Datagram message) {
        if (inbox.size() < DATAGRAMS) {
            inbox.add(new Received(from, message));
            alive.now(LEASE, this::round);
        }
    }

    void tell(Runnable order) {
        orders.add(order);
        alive.now(LEASE, this::round);
    }

    private void round() {
        long now = now();
        acceptor = acceptor.stoodStill(Math.min(planned, now), now);
        if (world.keeps(Rule.THE_LEASE_ENDS_EVERYTHING) && holder.at(now).phase() != holder.phase()) {
            drain();
            if (holder.at(now()).phase() == Holder.Phase.LOST) {
                lose("the lease ended");
            }
        }
        if (asksInVain()) {
            drain();
            if (asksInVain()) {
                lose("no majority answers");
            }
        }
        drain();
        while (!orders.isEmpty()) {
            orders.remove().run();
        }
        renew();
        probe();
        tellReach();
        repeatVerdicts();
        watchDaemon();
        plan();
    }

    private void plan() {
        long next = nextVerdicts;
        if (holder.renewing()) {
            next = Math.min(next, nextRenewal);
        }
        if (holder.phase() != Holder.Phase.HELD) {
            next = Math.min(next, nextProbe);
        }
        next = Math.min(next, holder.deadline().orElse(Long.MAX_VALUE));
        if (line.isPresent()) {
            next = Math.min(next, heardDaemon + SILENCE);
        }
        if (next < planned) {
            planned = next;
            long due = next;
            alive.after(LEASE, Math.max(0, next - now()) + late(), () -> {
                if (planned == due) {
                    acceptor = acceptor.stoodStill(due, Math.max(due, now()));
                    planned = Long.MAX_VALUE;
                }
                round();
            });
        }
    }

    /// A real-time thread on a loaded machine.
    private long late() {
        return world.dice.oneIn(200)
                ? world.dice.between(0, 12 * Timeline.MILLI)
                : world.dice.between(20 * Timeline.MICRO, 300 * Timeline.MICRO);
    }

    private void drain() {
        while (!inbox.isEmpty()) {
            var next = inbox.remove();
            receive(next.from(), next.message());
        }
    }

    void lose(String why) {
        if (!holder.renewing()) {
            return;
        }
        long k = holder.k();
        world.note(host.name + " loses incarnation " + k + ": " + why);
        hands.withdraw();
        host.deadline(OptionalLong.empty());
        host.kernel.killAll();
        probingSince = now();
        reachTold = Optional.empty();
        holder.acked().forEach((name, sent) -> reach = reach.answered(now(), name, sent));
        holder = holder.lose();
        tearingDown = true;
        hands.tearDown(() -> tell(() -> tornDown(k)));
        line.ifPresent(to -> to.toDaemon(() -> to.daemon.leaseLost(k)));
        if (!world.keeps(Rule.DEAD_FOLLOWS_THE_TEARDOWN)) {
            dead = OptionalLong.of(k);
            nextVerdicts = 0;
        }
        if (!world.keeps(Rule.LIFE_FOLLOWS_THE_TEARDOWN)) {
            tornDown(k);
        }
    }

    private void tornDown(long k) {
        tearingDown = false;
        if (!holder.renewing()) {
            host.clean();
        }
        dead = OptionalLong.of(k);
        deadSaid = 0;
        nextVerdicts = 0;
        if (!ending) {
            report(to -> to.daemon.tornDown(k));
            welcome();
        }
    }

    private void renew() {
        long now = now();
        if (!holder.renewing() || now < nextRenewal) {
            return;
        }
        nextRenewal = next(nextRenewal, now);
        holder = holder.renew(now);
        var renewal = holder.renewal();
        world.names().forEach(peer -> send(peer, renewal));
    }

    private boolean asksInVain() {
        return world.keeps(Rule.A_LIFE_IS_FOR_WHO_CAN_HOLD_IT) && holder.phase() == Holder.Phase.ASKING
                && now() - adoptedNanos >= profile.leaseNanos() && !reach.majority(now());
    }

    private void probe() {
        long now = now();
        if (holder.phase() == Holder.Phase.HELD || now < nextProbe) {
            return;
        }
        nextProbe = next(nextProbe, now);
        var probe = new Datagram.Probe(now);
        world.names().forEach(peer -> send(peer, probe));
    }

    private void tellReach() {
        if (!welcomed || holder.phase() == Holder.Phase.HELD) {
            return;
        }
        boolean majority = reach.majority(now()) || !world.keeps(Rule.A_LIFE_IS_FOR_WHO_CAN_HOLD_IT);
        if (!majority && now() - probingSince < 2 * profile.renewNanos()) {
            return;
        }
        if (!reachTold.equals(Optional.of(majority))) {
            reachTold = Optional.of(majority);
            report(to -> to.daemon.life.reach(majority));
        }
    }

    private void repeatVerdicts() {
        long now = now();
        if (now < nextVerdicts) {
            return;
        }
        nextVerdicts = next(nextVerdicts, now);
        for (var verdict : acceptor.verdicts(waiting(now))) {
            world.names().forEach(peer -> send(peer, verdict));
        }
        if (dead.isPresent()) {
            var words = new Datagram.Dead(dead.getAsLong());
            world.names().forEach(peer -> send(peer, words));
            deadSaid++;
        }
        if (stopped.isPresent() && !tearingDown && (dead.isEmpty() || deadSaid >= 3)) {
            var last = stopped.get();
            stopped = Optional.empty();
            last.run();
        }
    }

    /// The clock by which an acceptor judges silence.
    private long waiting(long now) {
        return world.keeps(Rule.THE_WAIT_COVERS_THE_LEASE) ? now : now + (long) (profile.acceptorWaitNanos() * SHORTER);
    }

    private void watchDaemon() {
        if (line.isPresent() && now() - heardDaemon >= SILENCE) {
            var silent = line.get();
            line = Optional.empty();
            silent.close();
            lose("the daemon was silent");
            host.replaceDaemon();
        }
    }

    private long next(long due, long now) {
        long next = due + profile.renewNanos();
        return next > now ? next : now + profile.renewNanos();
    }

    private void send(NodeName to, Datagram message) {
        if (to.equals(host.name)) {
            receive(to, message);
        } else {
            world.wire.datagram(host.name, to, () -> world.host(to).arrive(host.name, message));
        }
    }

    private void receive(NodeName from, Datagram message) {
        switch (message) {
            case Datagram.Renew renewal -> {
                var renewed = acceptor.renew(now(), from.value(), renewal);
                acceptor = renewed.next();
                renewed.answer().ifPresent(answer -> send(from, answer));
            }
            case Datagram.Answer answer -> answered(from, answer);
            case Datagram.Ask ask -> {
                var asked = acceptor.ask(waiting(now()), ask.holder(), ask.k());
                if (world.keeps(Rule.AN_ATTESTATION_REFUSES)) {
                    acceptor = asked.next();
                }
                asked.answer().ifPresent(answer -> send(from, answer));
            }
            case Datagram.Revoke revoke -> acceptor = acceptor.revoke(now(), revoke.holder(), revoke.k());
            case Datagram.Silent m -> report(to -> to.daemon.losses.silent(from, m.a(), m.holder(), m.k()));
            case Datagram.Attest m ->
                report(to -> to.daemon.losses.attest(from, m.a(), m.holder(), m.k(), m.ageMillis()));
            case Datagram.Heard m -> report(to -> to.daemon.losses.heard(from, m.holder(), m.k()));
            case Datagram.Dead m -> report(to -> to.daemon.losses.dead(from, m.k()));
            case Datagram.Probe probe -> send(from, new Datagram.Here(probe.sentNanos()));
            case Datagram.Here here -> reach = reach.answered(now(), from.value(), here.sentNanos());
        }
    }

    private void answered(NodeName from, Datagram.Answer answer) {
        long now = now();
        if (!answer.holder().equals(host.name.value()) || !holder.counts(now, from.value(), answer)) {
            return;
        }
        var read = Optional.ofNullable(clocks.readings().get(from.value()))
                .filter(r -> r.a() == answer.a() && !from.equals(host.name));
        read.ifPresent(r -> host.answered(world.host(from), answer.sentNanos(), r.sentNanos()));
        if (answer instanceof Datagram.Refused && !world.keeps(Rule.REFUSALS_ARE_ANSWERED)) {
            return;
        }
        if (world.keeps(Rule.CLOCKS_ARE_COMPARED)
                && clocks.stoodStillNanos(now, from.value(), answer).isPresent()) {
            lose("its clock stood still while that of " + from + " went on");
            return;
        }
        clocks = clocks.read(now, from.value(), answer);
        if (answer instanceof Datagram.Ack ack) {
            acknowledged(now, from, ack);
        }
    }

    private void acknowledged(long now, NodeName from, Datagram.Ack ack) {
        var before = holder.phase();
        holder = world.keeps(Rule.THE_LEASE_COUNTS_FROM_THE_SEND)
                ? holder.acknowledged(now, from.value(), ack)
                : fromReceipt(now, from, ack);
        if (before == Holder.Phase.ASKING) {
            reach = reach.answered(now, from.value(), ack.sentNanos());
        }
        if (holder.phase() == Holder.Phase.HELD) {
            long k = holder.k();
            hands.permit(k, holder.deadline().getAsLong());
            host.deadline(holder.deadline());
            if (before != Holder.Phase.HELD) {
                world.note(host.name + " holds the lease of incarnation " + k);
                report(to -> to.daemon.leaseHeld(k));
            }
        }
    }

    private Holder fromReceipt(long now, NodeName from, Datagram.Ack ack) {
        var times = new ArrayList<>(holder.sent());
        times.set(times.indexOf(ack.sentNanos()), now);
        var fooled = new Holder(profile, holder.acceptors(), holder.phase(), holder.k(), holder.seq(), times,
                holder.acked(), holder.deadline()).acknowledged(now, from.value(),
                        new Datagram.Ack(ack.a(), ack.holder(), ack.k(), ack.seq(), now, ack.clockNanos()));
        return new Holder(profile, fooled.acceptors(), fooled.phase(), fooled.k(), fooled.seq(), holder.sent(),
                fooled.acked(), fooled.deadline());
    }

    private void report(Consumer<Line> message) {
        if (welcomed) {
            line.ifPresent(to -> to.toDaemon(() -> message.accept(to)));
        }
    }

    // ---- what the daemon's connection brings

    void connected(Line newer) {
        tell(() -> {
            line.ifPresent(Line::close);
            line = Optional.of(newer);
            heardDaemon = now();
            welcomed = false;
            reachTold = Optional.empty();
            lose("a new daemon connected");
            welcome();
        });
    }

    void heard(Line by) {
        if (line.isPresent() && line.get() == by) {
            heardDaemon = now();
        }
    }

    void disconnected(Line ended) {
        tell(() -> {
            if (commands(ended)) {
                line = Optional.empty();
                lose("the daemon's connection ended");
            }
        });
    }

    boolean commands(Line from) {
        return line.isPresent() && line.get() == from;
    }

    private void welcome() {
        if (!welcomed && !tearingDown && !ending && line.isPresent()) {
            welcomed = true;
            var to = line.get();
            to.toDaemon(() -> to.daemon.life.welcome(uuid));
        }
    }

    void view(Line from, List<Standing> view) {
        tell(() -> {
            if (commands(from)) {
                acceptor = acceptor.view(now(), view);
                view.forEach(this::believe);
            }
        });
    }

    void ask(Line from, NodeName node, long k) {
        tell(() -> {
            if (commands(from)) {
                var question = new Datagram.Ask(node.value(), k);
                world.names().forEach(peer -> send(peer, question));
            }
        });
    }

    void adopt(Line from, String forGuard, long k, long a, List<Standing> view, Consumer<Boolean> reply) {
        tell(() -> {
            boolean adopted = commands(from) && welcomed && forGuard.equals(uuid) && !tearingDown && !ending
                    && holder.mayAdopt(k);
            if (adopted) {
                holder = holder.adopt(k);
                clocks = AcceptorClocks.none(profile);
                adoptedNanos = now();
                if (a != 0) {
                    long from0 = world.keeps(Rule.A_NEW_ACCEPTOR_WAITS) ? now() : now() - Acceptor.UNHEARD_WAIT_NANOS;
                    acceptor = acceptor.activate(from0, a, view);
                }
                dead = OptionalLong.empty();
                nextRenewal = now();
                view.forEach(this::believe);
            }
            from.toDaemon(() -> reply.accept(adopted));
        });
    }

    private void believe(Standing standing) {
        boolean over = standing.k() > holder.k() || standing.k() == holder.k() && standing.over();
        if (standing.node().equals(host.name.value()) && over) {
            lose("the log says that it is over");
        }
    }

    /// Everything is ended and said, then `then` happens.
    void stop(Runnable then) {
        tell(() -> {
            stopped = Optional.of(then);
            ending = true;
            lose("the guard was told to stop");
            nextVerdicts = 0;
        });
    }

    /// To whom events of the hands go.
    void event(Consumer<DaemonTwin> what) {
        if (welcomed) {
            line.ifPresent(to -> to.toDaemon(() -> what.accept(to.daemon)));
        }
    }
}
