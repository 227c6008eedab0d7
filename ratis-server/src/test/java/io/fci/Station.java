package io.fci;

import io.fci.base.ManualClock;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.GroupSpec.FailoverPolicy;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Sorted;
import io.fci.hands.FakeHands;
import io.fci.journal.FakeJournal;
import io.fci.lead.Helm;
import io.fci.lead.Timekeeper;
import io.fci.losses.Losses;
import io.fci.monitor.GuardVoice;
import io.fci.monitor.Monitor;
import io.fci.monitor.NodeLife;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Node n1 of three, wired as the daemon is, over a log in memory and a guard without a machine. Time stands still until
/// the test moves it.
public final class Station implements AutoCloseable {
    public static final NodeName N1 = new NodeName("n1");
    public static final NodeName N2 = new NodeName("n2");
    public static final NodeName N3 = new NodeName("n3");
    public static final UUID GUARD = UUID.fromString("00000000-0000-4000-8000-000000000001");
    public static final InetAddress VIP = InetAddress.ofLiteral("10.77.0.50");

    private static final long STEP_MILLIS = 10;

    public final FakeJournal journal = new FakeJournal(N1);
    public final FakeHands hands = new FakeHands();
    public final ManualClock clock = new ManualClock();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    public final Monitor monitor;
    public final NodeLife life;
    public final Losses losses;
    public final Helm helm;

    public Station() {
        decide(new Command.ClusterInit("c", List.of(member(N1), member(N2), member(N3))));
        for (var other : List.of(N2, N3)) {
            decide(new Command.GuardUp(other, "guard-" + other, 0, "lan", List.of(), List.of("10.77.0.0/24")));
        }
        var news = new GuardNews();
        monitor = new Monitor(N1, journal, hands, clock, faults::add);
        life = new NodeLife(N1, journal, hands, clock, () -> List.of("10.77.0.0/24"), faults::add);
        losses = new Losses(N1, journal, journal, hands, clock);
        helm = new Helm(N1, journal, journal, losses::unheard, clock, Duration.ofMillis(675));
        news.tell(monitor, life, losses, helm, new Timekeeper(journal, clock), new GuardVoice(N1, journal));
        hands.listen(news);
    }

    private static Command.ClusterInit.Member member(NodeName node) {
        return new Command.ClusterInit.Member(node, new Node.Addresses(node + ":1", node + ":2", node + ":3"), true);
    }

    /// The node is up and its guard holds the lease.
    public Station up() {
        hands.welcome(GUARD);
        life.ready();
        await("an adoption", () -> hands.done().contains("adopt " + incarnation()));
        hands.hold();
        return this;
    }

    /// This node's incarnation, the present or the last one.
    public long incarnation() {
        return incarnation(N1);
    }

    public long incarnation(NodeName node) {
        return journal.state().node(node).orElseThrow().life().last();
    }

    /// A group "orders" that may run anywhere and prefers this node: process "web" on name "name" on address "ip".
    public Station create() {
        return create("orders", VIP.getHostAddress(), ResourcePolicy.DEFAULT);
    }

    public Station create(String group, String ip, ResourcePolicy policy) {
        var web = new ResourceKind.Process(List.of("/bin/web"), Sorted.empty(), Optional.empty(), Optional.empty(), 15);
        var resources = List.of(
                resource("web", policy, web, "name"),
                resource("name", policy, new ResourceKind.NetworkName(group + ".fci.test", 5), "ip"),
                resource("ip", policy, new ResourceKind.IpAddress(ip, 24, Optional.empty(),
                        ResourceKind.Announce.DEFAULT, true)));
        var spec = new GroupSpec(List.of(), List.of(N1, N2, N3), FailoverPolicy.DEFAULT, resources, "");
        decide(new Command.CreateGroup(new GroupName(group), spec, Sorted.empty(), Group.Desired.ONLINE));
        return this;
    }

    private static ResourceSpec resource(String name, ResourcePolicy policy, ResourceKind kind, String... on) {
        var clauses = List.of(on)
                .stream()
                .map(other -> new ResourceSpec.AnyOf(List.of(new ResourceName(other))))
                .toList();
        return new ResourceSpec(new ResourceName(name), clauses, policy, kind);
    }

    public void move(NodeName to) {
        decide(new Command.MoveGroup(new GroupName("orders"), Optional.of(to), Optional.empty(), OptionalLong.empty(),
                true));
    }

    public void offline() {
        decide(new Command.TakeOffline(new GroupName("orders"), OptionalLong.empty()));
    }

    public Outcome decide(Command command) {
        var outcome = journal.decide(Proposal.of(command));
        if (outcome instanceof Outcome.Refused(var refusal)) {
            throw new IllegalStateException(refusal.message());
        }
        return outcome;
    }

    /// Time passes, and both loops look around.
    public void pass(long millis) {
        clock.advance(millis);
        journal.advance(millis);
        decide(new Command.Barrier());
    }

    /// Time passes in small steps until it holds.
    public void passUntil(String what, BooleanSupplier holds) {
        await(what, () -> {
            pass(STEP_MILLIS);
            return holds.getAsBoolean();
        });
    }

    public Group group() {
        return group("orders");
    }

    public Group group(String name) {
        return journal.state().group(new GroupName(name)).orElseThrow();
    }

    public Owned owner() {
        return group().owner().orElseThrow();
    }

    /// The group and epoch, as the hands name it: "orders.7".
    public String owned() {
        return "orders." + owner().epoch();
    }

    public ResourceState resource(String name) {
        return group().resource(new ResourceName(name));
    }

    public void awaitOnline() {
        awaitOnline("orders");
    }

    public void awaitOnline(String group) {
        await(group + " online", () -> group(group).resources()
                .values()
                .stream()
                .allMatch(r -> r.phase() == ResourceState.Phase.ONLINE));
    }

    public void awaitDone(String what) {
        await("'" + what + "' done", () -> hands.done().contains(what));
    }

    /// Waits for a value, at most 10 s.
    public void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 10 s: " + what + "; done: " + hands.done() + "; decided: "
                        + journal.decided());
            }
            LockSupport.parkNanos(200_000);
        }
    }

    @Override
    public void close() {
        losses.close();
        life.close();
        monitor.close();
        journal.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("a loop died", faults.getFirst());
        }
    }
}
