package io.fci.core.state;

/// Name of a node, unique in the cluster for ever; also the last part of its API name "nodes/n1".
public record NodeName(String value) implements Comparable<NodeName> {
    public NodeName {
        Names.requireLabel("node", value);
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
