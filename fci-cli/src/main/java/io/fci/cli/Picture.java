package io.fci.cli;

import io.fci.v1.Group;
import io.fci.v1.GroupStatus;
import io.fci.v1.Node;
import io.fci.v1.NodeStatus;
import io.fci.v1.ResponseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The one screen of `fci status`: what needs attention, then what there is.
///
/// @param quorum the answer reflects a majority; without, it is one node's memory
record Picture(ResponseHeader header, List<Node> nodes, List<Group> groups, boolean quorum) {
    /// @param detailed with the resources of the groups
    List<String> lines(boolean detailed) {
        var lines = new ArrayList<String>();
        lines.add(headline());
        var attention = attention();
        if (!attention.isEmpty()) {
            lines.add("");
            lines.add("  ATTENTION");
            attention.forEach(a -> lines.add("  ! " + a));
        }
        lines.add("");
        lines.addAll(Tables.nodes("  ", nodes, header.getLeader()));
        lines.add("");
        if (groups.isEmpty()) {
            lines.add("  no groups");
        } else {
            lines.addAll(Tables.groups("  ", groups));
        }
        if (detailed) {
            for (var group : groups) {
                lines.add("");
                lines.addAll(Tables.resources("  ", group));
            }
        }
        return lines;
    }

    String json() {
        return new Json().with("cluster", header).with("nodes", nodes).with("groups", groups).toString();
    }

    private String headline() {
        long up = nodes.stream().filter(n -> n.getStatus().getState() == NodeStatus.State.STATE_UP).count();
        var word = !quorum ? "NO QUORUM" : attention().isEmpty() ? "OK" : "DEGRADED";
        var leader = header.getLeader().isEmpty() ? "no leader" : "leader " + ShortNames.of(header.getLeader());
        var line = "%s  %d of %d nodes up, %s, revision %d".formatted(word, up, nodes.size(), leader,
                header.getRevision());
        return quorum
                ? line
                : line + ". What follows is what " + ShortNames.of(header.getNode()) + " knew"
                        + (header.hasStaleness() ? " " + header.getStaleness().getSeconds() + "s ago" : "");
    }

    private List<String> attention() {
        var lines = new ArrayList<String>();
        for (var node : nodes) {
            var name = ShortNames.of(node.getName());
            if (node.getStatus().getState() == NodeStatus.State.STATE_DOWN) {
                lines.add(name + " is down: " + node.getStatus().getDownReason());
            }
            if (node.getStatus().getState() == NodeStatus.State.STATE_FENCING) {
                lines.add(name + " is being fenced: " + node.getStatus().getFencingProgress());
            }
            for (var device : node.getStatus().getFencingDevicesList()) {
                if (device.hasFailure()) {
                    lines.add("fencing of " + name + ": device " + device.getId() + ": " + Tables.test(device));
                }
            }
        }
        for (var group : groups) {
            attention(group).ifPresent(lines::add);
        }
        return lines;
    }

    private static Optional<String> attention(Group group) {
        var name = ShortNames.of(group.getName());
        var status = group.getStatus();
        return switch (status.getState()) {
            case STATE_FAILED, STATE_BLOCKED -> Optional.of(
                    name + " is " + Words.of(status.getState()) + ": " + status.getFailure().getMessage());
            case STATE_RECOVERING -> Optional.of(name + " is recovering since "
                    + Tables.since(status.getWait().getSince()) + ": " + status.getFailure().getMessage()
                    + status.getFailure().getSuggestionsList().stream()
                            .map(s -> "; " + s.getText() + ": " + s.getCommand())
                            .collect(Collectors.joining()));
            case STATE_STARTING, STATE_STOPPING -> Optional.of(name + " is " + Words.of(status.getState())
                    + " on " + ShortNames.of(status.getOwner()) + because(status));
            case STATE_ONLINE, STATE_PARTIALLY_ONLINE -> status.getStandbyNodesCount() > 0
                    ? Optional.empty()
                    : Optional.of(name + " is online, but no other node may run it");
            case STATE_OFFLINE, STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static String because(GroupStatus status) {
        return status.getOperation().isEmpty() ? "" : " (" + status.getLastChange().getMessage() + ")";
    }
}
