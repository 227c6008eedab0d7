package io.fci.core;

import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Proposal;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/// Random logs of a small cluster. Each number of a list picks the next command by looking at the state so far, so most
/// commands are plausible, some are late or mistaken, and a shorter list is still a plausible log: it shrinks well.
final class CommandSequences {
    private static final long WALL = 1_700_000_000_000L;

    private CommandSequences() {}

    static Arbitrary<History> histories() {
        return histories(80);
    }

    /// @param longest how many commands after the one that begins the cluster
    static Arbitrary<History> histories(int longest) {
        return Combinators.combine(Arbitraries.integers().between(3, 5),
                Arbitraries.longs()
                        .dontShrink()
                        .list()
                        .ofMaxSize(longest)
                        .withSizeDistribution(RandomDistribution.uniform()))
                .as(CommandSequences::of);
    }

    private static History of(int nodes, List<Long> choices) {
        var entries = new ArrayList<Entry>();
        entries.add(new Entry(0, WALL, List.of(Proposal.of(init(nodes)))));
        var state = Cluster.apply(State.EMPTY, entries.getFirst()).state();
        for (var choice : choices) {
            var random = new Random(choice);
            long time = state.clusterTime() + pause(random);
            var entry = new Entry(time, WALL + time, List.of(proposal(random, state, entries)));
            entries.add(entry);
            state = Cluster.apply(state, entry).state();
        }
        return new History(entries);
    }

    /// Of five nodes two have no vote: nodes that run groups and acceptors are different sets.
    static Command.ClusterInit init(int nodes) {
        var members = new ArrayList<Command.ClusterInit.Member>();
        for (int i = 0; i < nodes; i++) {
            var host = "10.77.0." + (11 + i);
            members.add(new Command.ClusterInit.Member(new NodeName(String.valueOf((char) ('a' + i))),
                    new Node.Addresses(host + ":7400", host + ":7401", host + ":7402"), nodes < 5 || i < 3));
        }
        return new Command.ClusterInit("demo", members);
    }

    /// Mostly moments, at times longer than any budget's period.
    private static long pause(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> 0;
            case 3 -> random.nextInt(10 * 60_000);
            case 4 -> random.nextInt(50) == 0 ? 7 * 3_600_000L : 1;
            default -> random.nextInt(1_000);
        };
    }

    private static Proposal proposal(Random random, State state, List<Entry> entries) {
        if (random.nextInt(12) == 0) {
            return entries.get(random.nextInt(entries.size())).proposals().getFirst();
        }
        var command = new PlausibleCommands(random, state).next();
        var request = random.nextInt(3) == 0
                ? Optional.of(new Proposal.Request("r" + random.nextInt(200), digest(command)))
                : Optional.<Proposal.Request>empty();
        return new Proposal(request, random.nextBoolean() ? "alice" : "", command);
    }

    static String digest(Command command) {
        return Integer.toHexString(command.toString().hashCode());
    }

    /// A log of this many nodes that are all up, with the entries that brought them there.
    static History allUp(int nodes) {
        var entries = new ArrayList<Entry>();
        entries.add(new Entry(0, WALL, List.of(Proposal.of(init(nodes)))));
        for (int i = 0; i < nodes; i++) {
            entries.add(new Entry(0, WALL, List.of(Proposal.of(new Command.GuardUp(
                    new NodeName(String.valueOf((char) ('a' + i))), "guard-" + i, 0, "lan", List.of(), List.of())))));
        }
        return new History(entries);
    }

    /// Labels that nothing depends on.
    static TreeMap<String, String> noLabels() {
        return new TreeMap<>();
    }
}
