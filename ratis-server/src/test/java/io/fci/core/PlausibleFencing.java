package io.fci.core;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.Fencing;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/// What operators and fencing daemons could really propose in a given state: mostly right, now and then late or mistaken.
final class PlausibleFencing {
    private final Random random;
    private final State state;

    PlausibleFencing(Random random, State state) {
        this.random = random;
        this.state = state;
    }

    Command next() {
        var node = node();
        long last = late(node.life().last());
        if (busy().isPresent() && random.nextInt(3) > 0) {
            return random.nextBoolean() ? failed() : fenced();
        }
        if (awaited().isPresent() && random.nextInt(6) == 0) {
            return new Command.NodeLost(awaited().get().name(), awaited().get().life().last(),
                    new Evidence.Dead("its guard is heard again"));
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Command.ConfigureFencing(node.name(), devices(node),
                    random.nextInt(5) == 0 ? OptionalLong.of(random.nextInt(3)) : OptionalLong.empty());
            case 2 -> new Command.FenceNode(node.name(),
                    random.nextBoolean() ? OptionalLong.of(last) : OptionalLong.empty(), "");
            case 3 -> failed();
            case 4 -> new Command.FenceTested(node.name(), late(node.fencing().generation()),
                    random.nextInt(8) == 0 ? "none" : "ipmi", node().name(),
                    random.nextBoolean() ? Optional.of("no answer") : Optional.empty());
            case 5, 6 -> fenced();
            default -> new Command.ConfirmDown(awaited().orElse(node).name(),
                    late(awaited().orElse(node).life().last()), "seen");
        };
    }

    Command.NodeLost fenced() {
        var node = busy().orElseGet(this::node);
        var job = node.fencing().job();
        var devices = job.flatMap(Fencing.Job::assigned).map(a -> node.fencing().level(a.level()))
                .orElse(List.of()).stream().map(Fencing.Device::id).toList();
        return new Command.NodeLost(node.name(), late(node.life().last()), new Evidence.Fenced(executor(job),
                job.map(j -> late(j.order())).orElse(1L),
                random.nextInt(8) == 0 ? List.of("ipmi") : devices, random.nextInt(5_000)));
    }

    private Command failed() {
        var node = busy().orElseGet(this::node);
        var job = node.fencing().job();
        return new Command.FenceFailed(node.name(), late(node.life().last()),
                job.map(j -> late(j.order())).orElse(1L), executor(job), "it did not answer");
    }

    private NodeName executor(Optional<Fencing.Job> job) {
        return job.flatMap(Fencing.Job::assigned).map(Fencing.Assigned::executor).filter(e -> random.nextInt(8) > 0)
                .orElseGet(() -> node().name());
    }

    private List<Fencing.Device> devices(Node node) {
        var others = state.nodes().keySet().stream().filter(n -> !n.equals(node.name())).toList();
        var devices = new ArrayList<Fencing.Device>();
        for (var id : List.of("ipmi", "plug-a", "plug-b")) {
            if (random.nextInt(3) > 0) {
                var parameters = new TreeMap<String, String>();
                parameters.put("ip", "10.0.0." + random.nextInt(3));
                var runOn = random.nextInt(3) == 0
                        ? List.of(others.get(random.nextInt(others.size())))
                        : List.<NodeName>of();
                devices.add(new Fencing.Device(id, "fence_lab", parameters, runOn, 60_000, id.equals("ipmi") ? 1 : 2,
                        random.nextBoolean()));
            }
        }
        return devices;
    }

    /// Somebody is being fenced.
    private Optional<Node> busy() {
        return state.nodes().values().stream().filter(n -> n.fencing().job().isPresent()).findFirst();
    }

    private Optional<Node> awaited() {
        return state.groups().values().stream().flatMap(g -> g.waiting().stream()).map(w -> w.node())
                .flatMap(n -> state.node(n).stream()).findFirst();
    }

    private Node node() {
        var all = new ArrayList<>(state.nodes().values());
        return all.get(random.nextInt(all.size()));
    }

    private long late(long number) {
        return random.nextInt(12) == 0 ? Math.max(0, number - 1 - random.nextInt(3)) : number;
    }
}
