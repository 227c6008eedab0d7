package io.fci.fence;

import io.fci.core.state.Fencing.Device;
import io.fci.core.state.NodeName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// Asks fence agents: one run for one action, with the parameters as `key=value` lines in its input. Safe for use by any
/// thread; blocks the calling one.
public final class Agents {
    private static final Duration METADATA = Duration.ofSeconds(10);
    private static final int ON = 0;
    private static final int OFF = 2;

    private final AgentDirectory directory;

    public Agents(AgentDirectory directory) {
        this.directory = directory;
    }

    enum Power {
        ON, OFF
    }

    Metadata metadata(String agent) throws AgentFailed, InterruptedException {
        var ended = AgentProcess.run(directory.find(agent), "action=metadata\n", METADATA);
        if (ended.status() != 0 || ended.cut()) {
            throw new AgentFailed("the agent " + agent + " does not describe itself (exit status " + ended.status()
                    + (ended.cut() ? ", endless output" : "") + ")");
        }
        return Metadata.parse(ended.output());
    }

    /// What is wrong with the device as it is configured, if the agent is on this node and can tell.
    public Optional<String> objection(Device device) {
        if (!directory.has(device.agent())) {
            return Optional.empty();
        }
        try {
            return objection(device, metadata(device.agent()));
        } catch (AgentFailed e) {
            return Optional.of("fencing device '" + device.id() + "' cannot work: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Agents ignore what they do not know, and would then switch another plug than the one that was meant.
    static Optional<String> objection(Device device, Metadata metadata) {
        if (!metadata.can("off")) {
            return Optional.of("the agent " + device.agent() + " of fencing device '" + device.id()
                    + "' cannot turn anything off");
        }
        return device.parameters().keySet().stream()
                .filter(key -> !metadata.parameters().contains(key))
                .findFirst()
                .map(key -> "the agent " + device.agent() + " of fencing device '" + device.id()
                        + "' knows no parameter '" + key + "' (it knows "
                        + metadata.parameters().stream().sorted().collect(Collectors.joining(", ")) + ")");
    }

    void off(Device device, NodeName target) throws AgentFailed, InterruptedException {
        succeed(device, target, "off");
    }

    void on(Device device, NodeName target) throws AgentFailed, InterruptedException {
        succeed(device, target, "on");
    }

    void monitor(Device device, NodeName target) throws AgentFailed, InterruptedException {
        succeed(device, target, "monitor");
    }

    Power status(Device device, NodeName target) throws AgentFailed, InterruptedException {
        var secrets = Secrets.of(device.parameters());
        var ended = run(device, target, "status", secrets);
        return switch (ended.status()) {
            case ON -> Power.ON;
            case OFF -> Power.OFF;
            default -> throw failed(device, "status", ended, secrets);
        };
    }

    private void succeed(Device device, NodeName target, String action) throws AgentFailed, InterruptedException {
        var secrets = Secrets.of(device.parameters());
        var ended = run(device, target, action, secrets);
        if (ended.status() != 0) {
            throw failed(device, action, ended, secrets);
        }
    }

    private AgentProcess.Ended run(Device device, NodeName target, String action, Secrets secrets)
            throws AgentFailed, InterruptedException {
        Path program = directory.find(device.agent());
        var input = new StringBuilder();
        secrets.parameters().forEach((key, value) -> input.append(key).append('=').append(value).append('\n'));
        input.append("nodename=").append(target).append('\n').append("action=").append(action).append('\n');
        try {
            return AgentProcess.run(program, input.toString(), Duration.ofMillis(device.timeoutMillis()));
        } catch (AgentFailed e) {
            throw new AgentFailed(action + " failed: " + secrets.hide(String.valueOf(e.getMessage())), e);
        }
    }

    private static AgentFailed failed(Device device, String action, AgentProcess.Ended ended, Secrets secrets) {
        return new AgentFailed(action + " failed: " + device.agent() + " ended with status " + ended.status()
                + secrets.hide(AgentProcess.lastWords(ended.errors(), ended.output())));
    }
}
