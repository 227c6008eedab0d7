package io.fci.codec.api;

import static io.fci.codec.api.Durations.DAY;
import static io.fci.codec.api.Durations.SECOND;

import io.fci.core.state.Group.Desired;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.GroupSpec.FailoverPolicy;
import io.fci.core.state.Names;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Takeover;
import io.fci.v1.SafetyPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;

/// What a request says about a group.
public final class GroupReader {
    /// The core's own bound is lower; this one keeps a request from costing much before it is refused.
    private static final int MOST_RESOURCES = 1_000;
    private static final int MOST_NODES = 100;
    private static final int MOST_FAILOVERS = 1_000;

    private final ResourceReader resources;

    /// @param demoLoopback this cluster runs on one machine: its addresses are in 127.0.0.0/8 and nowhere else
    public GroupReader(boolean demoLoopback) {
        this.resources = new ResourceReader(demoLoopback);
    }

    public GroupSpec spec(String field, io.fci.v1.GroupSpec spec) {
        return new GroupSpec(nodes(field + ".placement.possible_nodes", spec.getPlacement().getPossibleNodesList()),
                nodes(field + ".placement.preferred_nodes", spec.getPlacement().getPreferredNodesList()),
                failover(field + ".failover", spec.getFailover()), resources(field + ".resources", spec),
                Texts.line(field + ".description", "description", spec.getDescription(), Texts.MOST_DESCRIPTION),
                takeover(field + ".safety.takeover", spec.getSafety()),
                FailbackReader.read(field + ".failback", spec.getFailback()),
                new GroupSpec.Apart(spec.getPlacement().getAntiAffinityKeysList(),
                        spec.getPlacement().getSoftAntiAffinity()),
                spec.hasPriority() ? spec.getPriority() : GroupSpec.DEFAULT_PRIORITY);
    }

    public SortedMap<String, String> labels(String field, io.fci.v1.Group group) {
        return Texts.labels(field, group.getLabelsMap());
    }

    /// Empty: not said.
    public Optional<Desired> desired(String field, io.fci.v1.GroupSpec spec) {
        return switch (spec.getDesiredState()) {
            case DESIRED_STATE_UNSPECIFIED -> Optional.empty();
            case DESIRED_STATE_ONLINE -> Optional.of(Desired.ONLINE);
            case DESIRED_STATE_OFFLINE -> Optional.of(Desired.OFFLINE);
            case UNRECOGNIZED -> throw Malformed.field(field, "desired_state has the value "
                    + spec.getDesiredStateValue() + ", which this version does not know; use one of its names");
        };
    }

    /// The generation that the caller saw; empty: whatever it is now.
    public static OptionalLong etag(String field, String etag) {
        if (etag.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!etag.matches("[0-9]{1,18}")) {
            throw Malformed.field(field, "etag '" + Names.abbreviate(etag)
                    + "' was not given by this cluster; read the group again, or leave it out");
        }
        return OptionalLong.of(Long.parseLong(etag));
    }

    private static Takeover takeover(String field, SafetyPolicy safety) {
        return switch (safety.getTakeover()) {
            case TAKEOVER_UNSPECIFIED, TAKEOVER_LEASE -> Takeover.LEASE;
            case TAKEOVER_LEASE_AND_FENCE -> Takeover.LEASE_AND_FENCE;
            case TAKEOVER_MANUAL -> Takeover.MANUAL;
            case UNRECOGNIZED -> throw Malformed.field(field, "takeover has the value " + safety.getTakeoverValue()
                    + ", which this version does not know; use one of its names");
        };
    }

    static List<NodeName> nodes(String field, List<String> names) {
        if (names.size() > MOST_NODES) {
            throw Malformed.field(field, "the list names " + names.size() + " nodes; the most is " + MOST_NODES);
        }
        return names.stream().map(name -> ApiNames.node(field, name)).toList();
    }

    private static FailoverPolicy failover(String field, io.fci.v1.FailoverPolicy policy) {
        return new FailoverPolicy(
                policy.hasMaxFailovers()
                        ? OptionalInt.of(Numbers.within(field + ".max_failovers", "number of failovers",
                                policy.getMaxFailovers(), 0, MOST_FAILOVERS))
                        : OptionalInt.empty(),
                policy.hasPeriod()
                        ? Durations.millis(field + ".period", "period of failovers", policy.getPeriod(), SECOND,
                                30 * DAY)
                        : FailoverPolicy.DEFAULT.periodMillis());
    }

    private List<ResourceSpec> resources(String field, io.fci.v1.GroupSpec spec) {
        if (spec.getResourcesCount() > MOST_RESOURCES) {
            throw Malformed.field(field, "the group has " + spec.getResourcesCount()
                    + " resources, more than any cluster takes; split it");
        }
        var list = new ArrayList<ResourceSpec>();
        for (int i = 0; i < spec.getResourcesCount(); i++) {
            list.add(resources.read(field + "[" + i + "]", spec.getResources(i)));
        }
        return list;
    }
}
