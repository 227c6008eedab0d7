package io.fci.cli;

import com.google.protobuf.Timestamp;
import io.fci.v1.FencingDeviceStatus;
import io.fci.v1.Group;
import io.fci.v1.GroupStatus;
import io.fci.v1.LeaseStatus;
import io.fci.v1.Node;
import io.fci.v1.Operation;
import io.fci.v1.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Objects as rows.
final class Tables {
    private Tables() {}

    static List<String> nodes(String indent, List<Node> nodes, String leader) {
        var table = new Table(indent, "NODES", "STATE", "SINCE", "GROUPS", "NOTE");
        for (var node : nodes) {
            var status = node.getStatus();
            var leads = node.getName().equals(leader) || leader.isEmpty() && status.getLeader();
            var held = status.hasMaintenance() ? Words.of("maintenance", status.getMaintenance()) : "";
            var notes = Stream.of(Stream.of(status.getDownReason()), drain(node).stream(), Stream.of(held),
                    status.getConcernsList().stream()).flatMap(s -> s);
            var note = notes.filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
            table.row(ShortNames.of(node.getName()) + (leads ? " *" : ""), Words.of(node),
                    status.hasSince() ? since(status.getSince()) : "", Integer.toString(status.getOwnedGroupsCount()),
                    note);
        }
        return table.lines();
    }

    private static Optional<String> drain(Node node) {
        if (!node.getSpec().getDrained()) {
            return Optional.empty();
        }
        var drain = node.getStatus().getDrain();
        var reason = node.getSpec().getDrainReason();
        var who = drain.getInitiator().isEmpty() ? "" : " (" + drain.getInitiator() + ")";
        return Optional.of((reason + who + (drain.getFailure().isEmpty() ? "" : "; " + drain.getFailure())).strip());
    }

    /// With what the nodes' guards count, as far as the node that answered knows it.
    static List<String> nodesWithLeases(List<Node> nodes) {
        var lines = new ArrayList<>(nodes("", nodes, ""));
        for (var node : nodes) {
            if (node.getStatus().hasLease()) {
                lines.add("");
                lines.addAll(lease(ShortNames.of(node.getName()), node.getStatus().getLease()));
            }
        }
        return lines;
    }

    private static List<String> lease(String node, LeaseStatus lease) {
        var lines = new ArrayList<String>();
        lines.add(
                "lease of %s since its guard started: %d near misses, least left %s; the guard stood still for up to %s,"
                        .formatted(node, lease.getNearMisses(), Durations.millis(lease.getLeastMargin()),
                                Durations.millis(lease.getLongestGap()))
                        + " %d times for too long; %d datagrams of strangers".formatted(lease.getLongGaps(),
                                lease.getStrangers()));
        var table = new Table("", "PEER", "ACKNOWLEDGED", "MISSED", "MALFORMED", "UNSEALED", "REPEATED", "MISNAMED",
                "UNSENT");
        for (var peer : lease.getPeersList()) {
            table.row(ShortNames.of(peer.getNode()),
                    peer.hasUnheard() ? Durations.millis(peer.getUnheard()) + " ago" : "",
                    Long.toString(peer.getMissedAcknowledgements()), Long.toString(peer.getMalformed()),
                    Long.toString(peer.getUnsealed()), Long.toString(peer.getRepeated()),
                    Long.toString(peer.getMisnamed()), Long.toString(peer.getUnsent()));
        }
        lines.addAll(table.lines());
        return lines;
    }

    /// What each node's guard did when it stopped everything last; nothing of nodes that never had to.
    static List<String> teardowns(List<Node> nodes) {
        var table = new Table("", "STOPPED ON", "INCARNATION", "TOOK", "BECAUSE", "STEPS");
        boolean any = false;
        for (var node : nodes) {
            if (node.getStatus().hasLastTeardown()) {
                any = true;
                var done = node.getStatus().getLastTeardown();
                table.row(ShortNames.of(node.getName()), Long.toString(done.getIncarnation()),
                        Durations.tenths(done.getElapsed()), done.getReason(), done.getStepsList()
                                .stream()
                                .map(step -> step.getWhat() + " " + Durations.tenths(step.getElapsed()))
                                .collect(Collectors.joining(", ")));
            }
        }
        return any ? table.lines() : List.of();
    }

    static List<String> groups(String indent, List<Group> groups) {
        var table = new Table(indent, "GROUPS", "STATE", "OWNER", "EPOCH", "SINCE", "STANDBY", "ADDRESS",
                "LAST CHANGE");
        for (var group : groups) {
            var status = group.getStatus();
            var standby = status.getStandbyNodesList().stream().map(ShortNames::of).collect(Collectors.joining(","));
            var owned = !status.getOwner().isEmpty();
            table.row(ShortNames.of(group.getName()), Words.of(status), ShortNames.of(status.getOwner()),
                    owned ? Long.toString(status.getOwnerEpoch()) : "", since(status),
                    standby.isEmpty() ? "none" : standby,
                    String.join(",", status.getInstance().getAddressesList()), lastChange(status));
        }
        return table.lines();
    }

    static List<String> resources(String indent, Group group) {
        var table = new Table(indent, "RESOURCES", "STATE", "SINCE", "RESTARTS", "NOTE");
        for (var resource : group.getStatus().getResourcesList()) {
            table.row(ShortNames.of(resource.getName()), word(resource), since(resource.getSince()),
                    Integer.toString(resource.getRestarts()),
                    group.getStatus().getPendingRestartList().contains(resource.getName())
                            ? Stream.of("changed; runs as it was until it is started next", note(resource))
                                    .filter(s -> !s.isEmpty()).collect(Collectors.joining("; "))
                            : note(resource));
        }
        return table.lines();
    }

    private static String note(ResourceStatus resource) {
        return Stream.of(resource.hasLock() ? Words.of("locked", resource.getLock()) : "",
                resource.hasMaintenance() ? Words.of("maintenance", resource.getMaintenance()) : "",
                resource.getLastFailure().getMessage()).filter(s -> !s.isEmpty()).collect(Collectors.joining("; "));
    }

    static List<String> operations(List<Operation> operations) {
        var table = new Table("", "OPERATION", "KIND", "GROUP", "STATE", "AGE", "OUTAGE", "MESSAGE");
        for (var operation : operations) {
            var message = operation.hasFailure() ? operation.getFailure().getMessage() : operation.getMessage();
            table.row(ShortNames.of(operation.getName()), Words.of(operation.getKind()),
                    operation.getTargetsList().stream().map(ShortNames::of).collect(Collectors.joining(",")),
                    Words.of(operation.getState()), since(operation.getCreateTime()),
                    operation.hasOutage() ? Durations.exact(operation.getOutage()) : "", message);
        }
        return table.lines();
    }

    private static String word(ResourceStatus resource) {
        return resource.getState().name().replaceFirst("^STATE_", "").toLowerCase(Locale.ROOT);
    }

    private static String lastChange(GroupStatus status) {
        if (!status.hasLastChange()) {
            return "";
        }
        var change = status.getLastChange();
        return change.getMessage() + (change.hasOutage() ? ", outage " + Durations.exact(change.getOutage()) : "");
    }

    /// A group is in its state since the last of its resources got into its own.
    private static String since(GroupStatus status) {
        return status.getResourcesList()
                .stream()
                .map(ResourceStatus::getSince)
                .max((a, b) -> Long.compare(a.getSeconds(), b.getSeconds()))
                .map(Tables::since)
                .orElse("");
    }

    /// What the last test of a fencing device said.
    static String test(FencingDeviceStatus test) {
        if (test.getTestedBy().isEmpty()) {
            return "not tested yet";
        }
        var by = " (" + ShortNames.of(test.getTestedBy()) + ", since " + since(test.getSince()) + ")";
        return test.getOk() ? "works" + by : "failed" + by + ": " + test.getFailure().getMessage();
    }

    static String since(Timestamp time) {
        return Durations.ago(
                Duration.between(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()), Instant.now()));
    }
}
