package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Proposal;
import io.fci.core.state.Fencing;
import io.fci.core.state.State;
import io.fci.core.view.FencingOrders;
import io.fci.core.view.FencingOrders.TurnOff;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Follows the rules of `io.fci.fence.Fencer` and its switch: each order is begun once, all devices are told and then asked,
/// and what came of it is told until the log has it.
final class FencerTwin {
    private static final String THREAD = "fence";
    private static final long AGAIN = Timeline.SECOND;
    private static final int LOOKS = 3;

    private final World world;
    private final Host host;
    private final DaemonTwin daemon;
    private final Set<TurnOff> begun = new HashSet<>();
    private FencingOrders orders = FencingOrders.NONE;
    private boolean ready;

    FencerTwin(World world, Host host, DaemonTwin daemon) {
        this.world = world;
        this.host = host;
        this.daemon = daemon;
        daemon.replica.follow(this::look);
    }

    /// Once everything acknowledged before is applied: an order of yesterday must not turn anything off.
    void ready() {
        ready = true;
        look(daemon.replica.state());
    }

    private void look(State state) {
        if (!ready || world.outfit != Outfit.FENCED) {
            return;
        }
        orders = FencingOrders.of(state, host.name);
        begun.retainAll(orders.turnOffs());
        for (var order : orders.turnOffs()) {
            if (begun.add(order)) {
                daemon.alive.after(THREAD, order.pauseMillis() * Timeline.MILLI, () -> turnOff(order));
            }
        }
    }

    private boolean stands(TurnOff order) {
        return orders.turnOffs().contains(order);
    }

    private void turnOff(TurnOff order) {
        if (!stands(order)) {
            return;
        }
        world.note(host + " turns " + order.target() + " off, attempt " + order.attempt());
        var device = world.host(order.target()).power;
        device.off(done -> daemon.alive.now(THREAD, () -> {
            if (!done) {
                tell(order, Optional.of("no answer"));
            } else if (!world.keeps(Rule.A_DEVICE_IS_ASKED_FOR_THE_STATE)) {
                tell(order, Optional.empty());
            } else {
                requireOff(order, device, 1);
            }
        }));
    }

    private void requireOff(TurnOff order, PowerSwitch device, int looks) {
        if (device.isOff()) {
            tell(order, Optional.empty());
        } else if (looks >= LOOKS) {
            tell(order, Optional.of("off was reported to be done, but it is on"));
        } else {
            daemon.alive.after(THREAD, AGAIN, () -> requireOff(order, device, looks + 1));
        }
    }

    private void tell(TurnOff order, Optional<String> failure) {
        if (!stands(order)) {
            return;
        }
        var command = failure
                .<Command>map(why -> new Command.FenceFailed(order.target(), order.incarnation(), order.order(),
                        host.name, why))
                .orElseGet(
                        () -> new Command.NodeLost(order.target(), order.incarnation(), new Evidence.Fenced(host.name,
                                order.order(), order.devices().stream().map(Fencing.Device::id).toList(), 0)));
        daemon.replica.propose(Proposal.of(command), outcome -> {
            if (outcome.isEmpty()) {
                daemon.alive.after(THREAD, AGAIN, () -> tell(order, failure));
            }
        });
    }
}
