package io.fci.cli;

import io.fci.client.FciClient;
import io.fci.v1.FencingDevice;
import io.fci.v1.FencingDeviceStatus;
import io.fci.v1.NodeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci node fencing`: the devices that can turn a node off. A change is made to what was read, and refused if somebody
/// else changed it meanwhile.
@Command(name = "fencing", description = "Shows, sets or removes the devices that can turn a node off.", mixinStandardHelpOptions = true, footer = {
        "", "  fci node fencing n1",
        "  fci node fencing n1 --set ipmi --agent fence_ipmilan --param ip=10.0.9.1 --param username=fci --param password=file:/etc/fci/ipmi",
        "  fci node fencing n1 --remove ipmi"})
final class NodeFencing implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "NODE", description = "The node that can be turned off.")
    private String node;

    @Option(names = "--set", paramLabel = "DEVICE", defaultValue = "", description = "Add this device, or replace it.")
    private String set;

    @Option(names = "--remove", paramLabel = "DEVICE", defaultValue = "", description = "Remove this device.")
    private String remove;

    @Option(names = "--agent", paramLabel = "NAME", defaultValue = "", description = "Name of its fence agent, like fence_ipmilan.")
    private String agent;

    @Option(names = "--param", paramLabel = "KEY=VALUE", description = "A parameter of the agent; may be given again. Secrets: KEY=file:/path, read on the node that runs the agent.")
    private Map<String, String> parameters = new TreeMap<>();

    @Option(names = "--level", paramLabel = "N", defaultValue = "0", description = "1 to 9: lower ones are tried first; all devices of one level have to confirm. Default: after all others.")
    private int level;

    @Option(names = "--run-on", paramLabel = "NODE", split = ",", description = "Nodes that may run the agent. Default: all others.")
    private List<String> runOn = new ArrayList<>();

    @Option(names = "--agent-timeout", paramLabel = "TIME", defaultValue = "60s", converter = Waiting.Time.class, description = "For one run of the agent. Default: ${DEFAULT-VALUE}.")
    private Duration agentTimeout;

    @Option(names = "--power-on", description = "Turn the node on again once it was confirmed to be off.")
    private boolean powerOn;

    NodeFencing(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!set.isEmpty() && !remove.isEmpty()) {
            throw new IllegalArgumentException("give either --set or --remove, not both");
        }
        if (set.isEmpty() != agent.isEmpty()) {
            throw new IllegalArgumentException("--set DEVICE and --agent NAME belong together; give both");
        }
        try (var client = connection.open()) {
            var stored = client.nodes().get(node);
            show(set.isEmpty() && remove.isEmpty() ? stored : changed(client, stored));
        }
        return ExitCode.OK.number();
    }

    private io.fci.v1.Node changed(FciClient client, io.fci.v1.Node stored) {
        var devices = new ArrayList<>(stored.getSpec().getFencingDevicesList());
        boolean known = devices.removeIf(d -> d.getId().equals(set.isEmpty() ? remove : set));
        if (!remove.isEmpty() && !known) {
            throw new IllegalArgumentException(
                    ShortNames.of(stored.getName()) + " has no fencing device '" + remove + "'");
        }
        if (!set.isEmpty()) {
            int last = devices.stream().mapToInt(FencingDevice::getLevel).max().orElse(0);
            devices.add(FencingDevice.newBuilder()
                    .setId(set)
                    .setAgent(agent)
                    .putAllParameters(parameters)
                    .setLevel(level == 0 ? last + 1 : level)
                    .addAllRunOn(runOn)
                    .setTimeout(com.google.protobuf.Duration.newBuilder()
                            .setSeconds(agentTimeout.getSeconds())
                            .setNanos(agentTimeout.getNano()))
                    .setPowerOn(powerOn)
                    .build());
            devices.sort(Comparator.comparingInt(FencingDevice::getLevel));
        }
        return client.nodes().update(io.fci.v1.Node.newBuilder()
                .setName(stored.getName())
                .setMeta(stored.getMeta())
                .setSpec(NodeSpec.newBuilder().addAllFencingDevices(devices))
                .build(), r -> r.setRequestId(waiting.requestId()).setValidateOnly(waiting.dryRun()));
    }

    private void show(io.fci.v1.Node shown) {
        switch (output.format()) {
            case JSON -> terminal.line(Json.text(shown));
            case NAME -> shown.getSpec().getFencingDevicesList().forEach(d -> terminal.line(d.getId()));
            case TABLE -> {
                if (shown.getSpec().getFencingDevicesCount() == 0) {
                    terminal.note(ShortNames.of(shown.getName()) + " has no fencing devices");
                }
                table(shown).forEach(terminal::line);
                if (waiting.dryRun()) {
                    terminal.note("Nothing was changed.");
                }
            }
        }
    }

    private static List<String> table(io.fci.v1.Node shown) {
        var tests = shown.getStatus().getFencingDevicesList().stream()
                .collect(Collectors.toMap(FencingDeviceStatus::getId, t -> t));
        var table = new Table("", "DEVICE", "LEVEL", "AGENT", "RUN ON", "LAST TEST");
        for (var device : shown.getSpec().getFencingDevicesList()) {
            var run = device.getRunOnList().stream().map(ShortNames::of).collect(Collectors.joining(","));
            table.row(device.getId(), Integer.toString(device.getLevel()), device.getAgent(),
                    run.isEmpty() ? "any" : run,
                    Tables.test(tests.getOrDefault(device.getId(), FencingDeviceStatus.getDefaultInstance())));
        }
        return table.lines();
    }
}
