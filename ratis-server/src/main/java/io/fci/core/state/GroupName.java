package io.fci.core.state;

/// Name of a group, unique in the cluster; also the last part of its API name "groups/orders".
public record GroupName(String value) implements Comparable<GroupName> {
    public GroupName {
        Names.requireLabel("group", value);
    }

    @Override
    public int compareTo(GroupName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
