package io.fci.core.view;

import io.fci.core.state.Fencing.Device;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import java.util.List;

/// Who could turn a node off.
public final class FencingReach {
    private FencingReach() {}

    /// Nodes that are up and may run all of the devices, by name.
    public static List<NodeName> executors(State state, NodeName target, List<Device> devices) {
        return state.nodes().values().stream()
                .filter(Node::isUp)
                .map(Node::name)
                .filter(name -> devices.stream().allMatch(d -> d.mayBeRunBy(name, target)))
                .toList();
    }

    /// Why nobody can turn it off now, to follow "it cannot be turned off:".
    public static String obstacle(Node node) {
        return node.fencing().devices().isEmpty()
                ? "it has no fencing device"
                : "no node is up that may run all devices of a level";
    }

    public static String names(List<Device> devices) {
        return String.join(" and ", devices.stream().map(Device::id).toList());
    }
}
