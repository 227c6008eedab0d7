package io.fci.core.state;

/// Name of a resource, unique within its group.
public record ResourceName(String value) implements Comparable<ResourceName> {
    public ResourceName {
        Names.requireLabel("resource", value);
    }

    @Override
    public int compareTo(ResourceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
