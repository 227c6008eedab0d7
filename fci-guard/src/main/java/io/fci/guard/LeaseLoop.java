package io.fci.guard;

import io.fci.guard.hands.Permission;
import io.fci.guard.hands.Teardown;
import io.fci.guard.lease.Acceptor;
import io.fci.guard.lease.AcceptorClocks;
import io.fci.guard.lease.Holder;
import io.fci.guard.linux.BootClock;
import io.fci.guard.machine.Machine;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The lease thread: the one owner of this node's [Holder] and [Acceptor]. It compares the deadline with the clock first
/// in every round, sleeps in short steps to absolute times (a relative wait would be stretched by a pause of the whole
/// guard), and never waits for a hand, a disk or a reader.
final class LeaseLoop {
    private static final long TICK_NANOS = 10_000_000;
    private static final int DATAGRAMS_A_ROUND = 64;
    private static final int ORDERS_A_ROUND = 64;
    private static final long HEALTH_NANOS = 1_000_000_000;
    private static final int LAST_WORDS = 3;

    private final Settings settings;
    private final Profile profile;
    private final UUID guard;
    private final LeasePlane plane;
    private final Permission permission;
    private final Machine machine;
    private final LauncherLine launcher;
    private final Watchdog watchdog;
    private final Consumer<String> notes;
    private final Vitals vitals;
    private final BlockingQueue<Order> inbox = new ArrayBlockingQueue<>(1_024);
    private Consumer<Teardown.Loss> teardown = _ -> {};
    private Runnable daemonSilent = () -> {};
    private Runnable launcherGone = () -> {};

    private Holder holder;
    private AcceptorClocks clocks;
    private Acceptor acceptor = Acceptor.silent();
    private final Answering answering;
    private final Commander commander;
    private long adoptedNanos;
    private boolean tearingDown;
    /// It was told to stop, or its launcher ended: from now on no life begins here.
    private boolean ending;
    /// This node's last incarnation, once everything of it is gone: said until the next one is adopted.
    private OptionalLong dead = OptionalLong.empty();
    private int deadSaid;
    private Optional<Runnable> stopped = Optional.empty();
    private long nextRenewal;
    private long nextVerdicts;
    private long nextSignOfLife;
    private long nextHealth;
    private long looked = BootClock.now();
    /// Of an earlier moment, by the thread that counts them.
    private volatile long strangers;
    private volatile LeaseHealth health;

    /// @param found what an earlier guard left behind and this one ended, if anything
    /// @param profile the one in use, which is not the configured one where real-time scheduling is missing
    LeaseLoop(Settings settings, Profile profile, UUID guard, LeasePlane plane, Permission permission,
            Machine machine, LauncherLine launcher, Watchdog watchdog, Optional<ToDaemon.TornDown> found,
            Consumer<String> notes) {
        this.commander = new Commander(found);
        this.settings = settings;
        this.profile = profile;
        this.guard = guard;
        this.plane = plane;
        this.permission = permission;
        this.machine = machine;
        this.launcher = launcher;
        this.watchdog = watchdog;
        this.notes = notes;
        var others = new TreeSet<>(settings.peers().keySet());
        others.remove(settings.node());
        this.vitals = new Vitals(profile, others);
        this.health = vitals.told(looked, 0, plane.arrived());
        this.holder = Holder.without(profile, new TreeSet<>(settings.peers().keySet()));
        this.clocks = AcceptorClocks.none(profile);
        this.answering = new Answering(profile, holder, looked);
    }

    /// None of them may block: `begin`, `silent`, which ends a daemon that hangs, and `unwatched`, which ends this guard.
    void start(Consumer<Teardown.Loss> begin, Runnable silent, Runnable unwatched) {
        teardown = begin;
        daemonSilent = silent;
        launcherGone = unwatched;
        Thread.ofPlatform().daemon().name("lease").start(this::run);
    }

    /// From any thread. False when the inbox stayed full for a second: the lease thread is not running, or flooded.
    boolean tell(Order order) {
        try {
            boolean taken = inbox.offer(order, 1, TimeUnit.SECONDS);
            plane.wake();
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// From any thread: how this node's lease is kept, at most a second ago.
    LeaseHealth health() {
        return health;
    }

    /// From the one thread that counts them.
    void strangers(long count) {
        strangers = count;
    }

    private void run() {
        plane.greet();
        while (true) {
            compareDeadline(now());
            plane.drain(DATAGRAMS_A_ROUND, this::receive);
            obey();
            long now = now();
            renew(now);
            probe(now);
            tellReach(now);
            repeatVerdicts(now);
            watchDaemon(now);
            saySignOfLife(now);
            launcher.alive(now);
            watchLauncher();
            watchdogOfNothing(now);
            tellHealth(now);
            try {
                plane.await(Math.min(nextEvent(), now + TICK_NANOS) - now());
            } catch (IOException e) {
                throw new IllegalStateException("waiting for datagrams", e);
            }
        }
    }

    /// Every reading of the clock by this thread: the time since the last one, it may have stood still, and not heard what
    /// lies in its sockets.
    private long now() {
        long now = BootClock.now();
        acceptor = acceptor.stoodStill(looked, now);
        vitals.looked(looked, now);
        looked = now;
        return now;
    }

    private void tellHealth(long now) {
        if (now >= nextHealth) {
            nextHealth = now + HEALTH_NANOS;
            health = vitals.told(now, strangers, plane.arrived());
            commander.report(new ToDaemon.Health(health));
        }
    }

    /// A late thread may find the acknowledgement that saves the lease already received: that is read before the verdict.
    private void compareDeadline(long now) {
        if (holder.at(now).phase() == holder.phase() && !asksInVain(now)) {
            return;
        }
        plane.drain(DATAGRAMS_A_ROUND, this::receive);
        if (holder.at(now()).phase() == Holder.Phase.LOST) {
            lose("the lease ended: no majority acknowledged it in time", holder.deadline().orElse(now));
        } else if (asksInVain(now())) {
            lose("no majority answers on the lease plane");
        }
    }

    /// What has no lease yet is given up as soon as one that is held would be: the node's groups wait for it.
    private boolean asksInVain(long now) {
        return holder.phase() == Holder.Phase.ASKING && now - adoptedNanos >= profile.leaseNanos()
                && !answering.majority(now);
    }

    private void lose(String why, long lostNanos) {
        if (!holder.renewing()) {
            return;
        }
        long k = holder.k();
        permission.withdraw();
        watchdog.starve();
        machine.processes().killAll();
        machine.gate().close();
        answering.begin(now(), lostNanos, holder);
        holder = holder.lose();
        vitals.ended();
        tearingDown = true;
        teardown.accept(new Teardown.Loss(k, why, lostNanos, profile.reactionNanos()));
        commander.leaseLost(new ToDaemon.LeaseLost(k, why));
    }

    private void lose(String why) {
        lose(why, now());
    }

    private void renew(long now) {
        if (!holder.renewing() || now < nextRenewal) {
            return;
        }
        nextRenewal = next(nextRenewal, now);
        holder = holder.renew(now());
        var renewal = holder.renewal();
        vitals.renewed(renewal.seq());
        settings.peers().keySet().forEach(peer -> send(peer, renewal));
    }

    /// While a lease is held, its acknowledgements say who answers.
    private void probe(long now) {
        if (holder.phase() == Holder.Phase.HELD || !answering.isDue(now)) {
            return;
        }
        answering.askAgain(next(answering.next(), now));
        var probe = new Datagram.Probe(now());
        settings.peers().keySet().forEach(peer -> send(peer, probe));
    }

    private void tellReach(long now) {
        if (commander.isWelcomed() && holder.phase() != Holder.Phase.HELD) {
            answering.news(now).ifPresent(commander::report);
        }
    }

    private void repeatVerdicts(long now) {
        if (now < nextVerdicts) {
            return;
        }
        nextVerdicts = next(nextVerdicts, now);
        for (var verdict : acceptor.verdicts(now)) {
            settings.peers().keySet().forEach(peer -> send(peer, verdict));
        }
        if (dead.isPresent()) {
            var words = new Datagram.Dead(dead.getAsLong());
            settings.peers().keySet().forEach(peer -> send(peer, words));
            deadSaid++;
        }
        boolean saidEnough = dead.isEmpty() || deadSaid >= LAST_WORDS;
        if (stopped.isPresent() && !tearingDown && saidEnough) {
            stopped.get().run();
            stopped = Optional.empty();
        }
    }

    /// Where nothing runs and nothing may be started, no lease is needed for the machine to stay as it is.
    private void watchdogOfNothing(long now) {
        if (holder.phase() != Holder.Phase.HELD && !tearingDown) {
            watchdog.freshUntil(now + profile.renewNanos());
        }
    }

    private void watchDaemon(long now) {
        if (commander.fellSilent(now)) {
            lose("the daemon was silent for " + Commander.SILENCE_NANOS / 1_000_000_000L + " s");
            daemonSilent.run();
        }
    }

    /// Without its launcher nobody would end the groups of a guard that hangs or dies.
    private void watchLauncher() {
        if (launcher.gone() && !ending) {
            ending = true;
            lose("the launcher ended, so nobody would end the groups if this guard hung");
            launcherGone.run();
        }
    }

    private void saySignOfLife(long now) {
        if (now >= nextSignOfLife) {
            nextSignOfLife = next(nextSignOfLife, now);
            commander.alive();
        }
    }

    /// Of what fell due while the thread was late only the newest counts: nothing is sent twice to catch up.
    private long next(long due, long now) {
        long next = due + profile.renewNanos();
        return next > now ? next : now + profile.renewNanos();
    }

    private long nextEvent() {
        long next = Math.min(nextVerdicts, nextSignOfLife);
        if (holder.renewing()) {
            next = Math.min(next, nextRenewal);
        }
        if (holder.phase() != Holder.Phase.HELD) {
            next = Math.min(next, answering.next());
        }
        return Math.min(next, holder.deadline().orElse(Long.MAX_VALUE));
    }

    private void send(String to, Datagram message) {
        if (to.equals(settings.node())) {
            receive(to, message);
        } else {
            plane.send(to, message);
        }
    }

    private void receive(String from, Datagram message) {
        switch (message) {
            case Datagram.Renew renewal -> {
                long now = now();
                var renewed = acceptor.renew(now, from, renewal);
                acceptor = renewed.next();
                renewed.answer().ifPresent(answer -> send(from, answer));
            }
            case Datagram.Answer answer -> answered(from, answer);
            case Datagram.Ask ask -> {
                long now = now();
                var asked = acceptor.ask(now, ask.holder(), ask.k());
                acceptor = asked.next();
                asked.answer().ifPresent(answer -> send(from, answer));
            }
            case Datagram.Revoke revoke -> {
                long now = now();
                acceptor = acceptor.revoke(now, revoke.holder(), revoke.k());
            }
            case Datagram.Silent m ->
                commander.report(new ToDaemon.Silent(from, m.a(), m.holder(), m.k(), m.ageMillis()));
            case Datagram.Attest m ->
                commander.report(new ToDaemon.Attest(from, m.a(), m.holder(), m.k(), m.ageMillis()));
            case Datagram.Heard m -> commander.report(new ToDaemon.Heard(from, m.holder(), m.k()));
            case Datagram.Dead m -> commander.report(new ToDaemon.Dead(from, m.k()));
            case Datagram.Probe probe -> send(from, new Datagram.Here(probe.sentNanos()));
            case Datagram.Here here -> answering.answered(now(), from, here.sentNanos());
        }
    }

    private void answered(String from, Datagram.Answer answer) {
        long now = now();
        if (!answer.holder().equals(settings.node()) || !holder.counts(now, from, answer)) {
            return;
        }
        var stoodStill = clocks.stoodStillNanos(now, from, answer);
        if (stoodStill.isPresent()) {
            lose("this machine's clock stood still for " + stoodStill.getAsLong() / 1_000_000 + " ms while that of "
                    + from + " went on");
            return;
        }
        clocks = clocks.read(now, from, answer);
        if (answer instanceof Datagram.Ack ack) {
            acknowledged(now, from, ack);
        }
    }

    private void acknowledged(long now, String from, Datagram.Ack ack) {
        var before = holder;
        holder = holder.acknowledged(now, from, ack);
        if (holder != before) {
            vitals.acknowledged(now, from, ack.seq());
        }
        if (before.phase() == Holder.Phase.ASKING) {
            answering.answered(now, from, ack.sentNanos());
        }
        if (holder.phase() == Holder.Phase.HELD) {
            if (before.phase() == Holder.Phase.HELD && !before.deadline().equals(holder.deadline())) {
                vitals.prolonged(before.deadline().getAsLong() - now);
            }
            // The launcher first: nothing is started that it does not know an end for.
            launcher.heldUntil(holder.deadline().getAsLong());
            permission.until(holder.k(), holder.deadline().getAsLong());
            machine.gate().openUntil(holder.deadline().getAsLong());
            watchdog.freshUntil(holder.deadline().getAsLong() - profile.leaseNanos() + profile.renewNanos());
            if (before.phase() != Holder.Phase.HELD) {
                commander.report(new ToDaemon.LeaseHeld(holder.k()));
            }
        }
    }

    private void obey() {
        for (int count = 0; count < ORDERS_A_ROUND; count++) {
            var order = inbox.poll();
            if (order == null) {
                return;
            }
            obey(order);
        }
    }

    private void obey(Order order) {
        switch (order) {
            case Order.Connected connected -> {
                commander.connected(connected.line());
                answering.forgetTold();
                lose("a new daemon connected");
                welcome();
            }
            case Order.Disconnected disconnected -> {
                if (commander.is(disconnected.line())) {
                    commander.disconnected();
                    lose("the daemon's connection ended (" + disconnected.why() + ")");
                }
            }
            case Order.Adopt adopt -> adopt.reply().accept(adopt(adopt.line(), adopt.request()));
            case Order.View view -> {
                if (commander.is(view.line())) {
                    long now = now();
                    acceptor = acceptor.view(now, view.view());
                    view.view().forEach(this::believe);
                }
            }
            case Order.Ask ask -> {
                if (commander.is(ask.line())) {
                    var question = new Datagram.Ask(ask.node(), ask.k());
                    settings.peers().keySet().forEach(peer -> send(peer, question));
                }
            }
            case Order.Revoke revoke -> {
                if (commander.is(revoke.line())) {
                    var command = new Datagram.Revoke(revoke.node(), revoke.k());
                    settings.peers().keySet().forEach(peer -> send(peer, command));
                }
            }
            case Order.TornDown done -> {
                tearingDown = false;
                launcher.nothingHeld();
                dead = OptionalLong.of(done.report().k());
                deadSaid = 0;
                nextVerdicts = 0;
                notes.accept(done.report().toString());
                commander.tornDown(done.report().message());
                // A daemon that hears of it asks for the next life, which this guard would never hold and which counts as up until
                // the others have waited for its first word.
                if (!ending) {
                    commander.tellTeardown();
                    welcome();
                }
            }
            case Order.Stop stop -> {
                stopped = Optional.of(stop.stopped());
                ending = true;
                lose("the guard was told to stop");
                nextVerdicts = 0;
            }
        }
    }

    /// Only a daemon of a clean machine may propose that the last incarnation is over.
    private void welcome() {
        commander.welcome(!tearingDown && !ending);
    }

    private HandsAnswer adopt(DaemonLine from, HandsRequest.Adopt request) {
        if (!commander.is(from)) {
            return refused(HandsReason.SUPERSEDED, "a newer daemon is connected to the guard", request);
        }
        if (!request.guard().equals(guard)) {
            return notAdopted("it was proposed for guard " + request.guard() + ", and this is " + guard, request);
        }
        if (holder.renewing() && holder.k() == request.k()) {
            // Offered again, because the answer came late: a no would be taken for "never", and the log be told so.
            long now = now();
            acceptor = acceptor.view(now, request.view());
            request.view().forEach(this::believe);
            return new HandsAnswer.Done();
        }
        if (!commander.isWelcomed() || tearingDown || ending || !holder.mayAdopt(request.k())) {
            return notAdopted(ending
                    ? "the guard is stopping"
                    : !commander.isWelcomed() || tearingDown
                            ? "the last one is still being torn down"
                            : "incarnation " + holder.k() + " is " + (holder.renewing() ? "alive" : "over already"),
                    request);
        }
        long now = now();
        holder = holder.adopt(request.k());
        adoptedNanos = now;
        vitals.began(now, request.k(), holder.seq() + 1);
        clocks = AcceptorClocks.none(profile);
        if (request.a() != 0) {
            acceptor = acceptor.activate(now, request.a(), request.view());
        }
        dead = OptionalLong.empty();
        nextRenewal = now;
        request.view().forEach(this::believe);
        return new HandsAnswer.Done();
    }

    private static HandsAnswer notAdopted(String why, HandsRequest.Adopt request) {
        return refused(HandsReason.NOT_ADOPTED, why, request);
    }

    private static HandsAnswer refused(HandsReason reason, String why, HandsRequest.Adopt request) {
        return new HandsAnswer.Refused(reason,
                "incarnation " + request.k() + " is not adopted: " + why,
                Map.of("incarnation", Long.toString(request.k())));
    }

    /// The log may say that this node itself is over.
    private void believe(Standing standing) {
        boolean over = standing.k() > holder.k() || standing.k() == holder.k() && standing.over();
        if (standing.node().equals(settings.node()) && over) {
            lose("the log says that incarnation " + holder.k() + " is over");
        }
    }
}
