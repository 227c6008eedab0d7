package io.fci.sim;

import io.fci.core.log.Command.ClusterInit;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.guard.wire.Profile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// One cluster with everything around it, as one seed makes it.
final class World {
    private static final int REMEMBERED = 60;
    /// Chosen so that the runs of the seeds that were kept before stay what they were.
    private static final int EXTRAS = 22_159;

    final Timeline time = new Timeline();
    final Dice dice;
    /// For everything that not every run has, so that the others stay as they are.
    final Dice extras;
    final Outfit outfit;
    final Wire wire;
    final SharedLog log;
    final Oracle oracle = new Oracle(this);
    private final Set<Rule> broken;
    private final List<NodeName> names = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private final Map<NodeName, Host> byName = new HashMap<>();
    private final Deque<String> notes = new ArrayDeque<>();
    private boolean fragile = true;
    private boolean deserted;
    private Consumer<Host> moment = _ -> {};
    private long digest = 1;

    World(long seed, Set<Rule> broken) {
        this.dice = new Dice(seed);
        this.broken = broken;
        this.extras = new Dice(seed * 31 + EXTRAS);
        this.outfit = Outfit.of(extras);
        this.wire = new Wire(time, dice);
        int nodes = dice.oneIn(2) ? 3 : 3 + dice.roll(5);
        this.log = new SharedLog(time, dice, wire, nodes, oracle::committed, new Bent(broken));
        if (outfit == Outfit.ECHOING) {
            log.doubleStops(extras);
        }
        var profile = dice.pick(List.of(Profile.FAST, Profile.LAN, Profile.LAN, Profile.RELAXED));
        for (int i = 1; i <= nodes; i++) {
            names.add(new NodeName("n" + i));
        }
        for (var name : names) {
            // A node without real-time scheduling runs slower times than its peers.
            var its = dice.oneIn(8) ? Profile.RELAXED : profile;
            var clock = new MachineClock(time, dice.between(Timeline.SECOND, 1_000_000 * Timeline.SECOND),
                    dice.within(Profile.RATE_BOUND));
            var host = new Host(this, name, clock, its);
            hosts.add(host);
            byName.put(name, host);
        }
    }

    boolean keeps(Rule rule) {
        return !broken.contains(rule);
    }

    List<NodeName> names() {
        return names;
    }

    List<Host> hosts() {
        return hosts;
    }

    Host host(NodeName name) {
        return byName.get(name);
    }

    List<ClusterInit.Member> members() {
        return names.stream()
                .map(name -> new ClusterInit.Member(name, new Node.Addresses("a:1", "a:2", "a:3"), true)).toList();
    }

    /// Whether somebody else is heard when an address is asked for on the wire.
    boolean answers(Host asking, String ip) {
        return hosts.stream().anyMatch(other -> other != asking && other.kernel.answers(ip)
                && wire.bothWays(asking.name, other.name));
    }

    void betweenCheckAndDeed(Consumer<Host> then) {
        moment = then;
    }

    /// The machine was permitted something and has not done it yet.
    void betweenCheckAndDeed(Host host) {
        moment.accept(host);
    }

    boolean failsToStart() {
        return fragile && dice.oneIn(25);
    }

    /// No fencing device answers, and nobody is there who could go and look.
    void desert(boolean away) {
        deserted = away;
    }

    boolean isDeserted() {
        return deserted;
    }

    void mend() {
        fragile = false;
    }

    /// A transition worth telling; the last of them are kept, and all of them make the digest of the run.
    void note(String what) {
        var line = String.format("%10.3f ms  %s", time.now() / 1e6, what);
        digest = digest * 31 + line.hashCode();
        notes.add(line);
        if (notes.size() > REMEMBERED) {
            notes.remove();
        }
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    long digest() {
        return digest;
    }
}
