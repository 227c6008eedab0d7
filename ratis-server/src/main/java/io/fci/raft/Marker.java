package io.fci.raft;

import io.fci.config.NodeConfig;
import io.fci.core.state.NodeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file that says whose data a directory holds, and that it once held a log.
///
/// Ratis formats a missing directory without a word and then votes as if it had never voted: after a wrong mount or a lost
/// disk acknowledged entries could be outvoted. So a node that has once joined never starts without its log.
final class Marker {
    /// @param create the log is to be created
    /// @param voter this node may vote: what it has acknowledged is in its log
    record Admission(boolean create, boolean voter) {}

    private static final String FORMAT = "fci-node 1";

    private final Path file;
    private final Path log;
    private final String cluster;
    private final NodeName node;

    /// @param joined false: the first start has begun; the log may not be there yet, or lack what others have acknowledged
    private record Content(String cluster, String node, boolean joined) {}

    Marker(NodeConfig config) {
        this.file = config.data().resolve("marker");
        this.log = RatisSettings.raftDirectory(config.data()).resolve(config.clusterId().toString());
        this.cluster = config.clusterId().toString();
        this.node = config.node();
    }

    /// Checks that this node may start here, before anything is opened.
    Admission admit() throws CannotStart {
        var found = read();
        if (found.isEmpty()) {
            if (Files.exists(log.getParent())) {
                throw new CannotStart(log.getParent() + " holds a Raft log but " + file
                        + " is missing: if this is node "
                        + node + "'s own data, restore the marker from a backup; otherwise move " + log.getParent()
                        + " away");
            }
            write(false);
            return new Admission(true, false);
        }
        var content = found.get();
        if (!content.cluster().equals(cluster)) {
            throw new CannotStart(file.getParent() + " belongs to cluster " + content.cluster()
                    + ", but the node file says cluster " + cluster + ": correct cluster.id or data in the node file");
        }
        if (!content.node().equals(node.value())) {
            throw new CannotStart(file.getParent() + " belongs to node " + content.node()
                    + ", but the node file says node " + node + ": correct node or data in the node file");
        }
        boolean logExists = Files.exists(log.resolve("current"));
        if (content.joined() && !logExists) {
            throw new CannotStart("the Raft log " + log + " is missing although node " + node + " has joined cluster "
                    + cluster + ": mount or restore it; starting without it could lose what the cluster has"
                    + " acknowledged");
        }
        return new Admission(!logExists, content.joined());
    }

    /// The log exists, and this node votes from now on.
    void joined() throws CannotStart {
        if (read().filter(Content::joined).isEmpty()) {
            write(true);
        }
    }

    private void write(boolean joined) throws CannotStart {
        try {
            Durable.write(file, String.join("\n", FORMAT, "cluster " + cluster, "node " + node, "joined " + joined, "")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CannotStart("cannot write " + file + ": " + Causes.sentence(e), e);
        }
    }

    private Optional<Content> read() throws CannotStart {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var lines = Files.readAllLines(file);
            if (lines.size() == 4 && lines.get(0).equals(FORMAT)) {
                return Optional.of(new Content(value(lines.get(1), "cluster "), value(lines.get(2), "node "),
                        switch (value(lines.get(3), "joined ")) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw damaged();
                        }));
            }
            throw damaged();
        } catch (IOException e) {
            throw new CannotStart("cannot read " + file + ": " + Causes.sentence(e), e);
        }
    }

    private String value(String line, String key) throws CannotStart {
        if (!line.startsWith(key)) {
            throw damaged();
        }
        return line.substring(key.length());
    }

    private CannotStart damaged() {
        return new CannotStart(file + " is damaged: restore it from a backup");
    }
}
