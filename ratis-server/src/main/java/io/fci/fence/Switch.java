package io.fci.fence;

import io.fci.core.state.Fencing.Device;
import io.fci.core.state.NodeName;
import io.fci.core.view.FencingOrders.TurnOff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The order in which devices are asked: all are told to turn the node off, and only then each is asked whether it is. A
/// device that was told first may have been turned on again meanwhile.
final class Switch {
    /// A device may show the new state a moment late; an agent that reports it late every time is lying.
    private static final int LOOKS = 3;

    private final Agents agents;
    private final Duration pause;

    /// @param pause between two looks at a device
    Switch(Agents agents, Duration pause) {
        this.agents = agents;
        this.pause = pause;
    }

    /// @param wanted whether the order still stands: a node that came back must not be turned off for its last life
    /// @throws AgentFailed with the device's name: nothing is known about the node then
    void turnOff(TurnOff order, BooleanSupplier wanted) throws AgentFailed, InterruptedException {
        for (var device : order.devices()) {
            requireWanted(wanted);
            try {
                agents.off(device, order.target());
            } catch (AgentFailed e) {
                throw of(device, e);
            }
        }
        for (var device : order.devices()) {
            try {
                requireOff(device, order.target());
            } catch (AgentFailed e) {
                throw of(device, e);
            }
        }
    }

    private static void requireWanted(BooleanSupplier wanted) throws AgentFailed {
        if (!wanted.getAsBoolean()) {
            throw new AgentFailed("the order does not stand any more");
        }
    }

    private void requireOff(Device device, NodeName target) throws AgentFailed, InterruptedException {
        if (!agents.metadata(device.agent()).can("status")) {
            // Then its "off" is all there is: it must not report success before it has verified it.
            return;
        }
        for (int look = 1; agents.status(device, target) != Agents.Power.OFF; look++) {
            if (look >= LOOKS) {
                throw new AgentFailed("off was reported to be done, but status says that " + target + " is on");
            }
            Thread.sleep(pause);
        }
    }

    /// Devices that are configured to do so turn the node on again.
    ///
    /// @return what went wrong, of the first that failed
    Optional<Problem> turnOn(TurnOff order) throws InterruptedException {
        for (var device : order.devices()) {
            if (device.powerOn()) {
                try {
                    agents.on(device, order.target());
                } catch (AgentFailed e) {
                    return Optional.of(new Problem(device, "the node could not be turned on again: " + e.getMessage()));
                }
            }
        }
        return Optional.empty();
    }

    record Problem(Device device, String why) {}

    /// Whether the device would work.
    ///
    /// @return one clause why not; empty: it would
    Optional<String> test(Device device, NodeName target) throws InterruptedException {
        try {
            var metadata = agents.metadata(device.agent());
            var objection = Agents.objection(device, metadata);
            if (objection.isEmpty()) {
                if (metadata.can("status")) {
                    agents.status(device, target);
                } else {
                    agents.monitor(device, target);
                }
            }
            return objection;
        } catch (AgentFailed e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static AgentFailed of(Device device, AgentFailed e) {
        return new AgentFailed("device " + device.id() + ": " + e.getMessage(), e);
    }
}
