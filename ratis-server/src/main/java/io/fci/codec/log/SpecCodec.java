package io.fci.codec.log;

import static io.fci.codec.log.At.text;

import io.fci.core.state.Failback;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Takeover;
import io.fci.proto.journal.SpecProto;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiFunction;

/// Configuration of groups: what entries and states have in common.
final class SpecCodec {
    static final BiFunction<String, At, NodeName> NODE = text(NodeName::new);
    static final BiFunction<String, At, GroupName> GROUP = text(GroupName::new);
    static final BiFunction<String, At, ResourceName> RESOURCE = text(ResourceName::new);

    private SpecCodec() {}

    static SpecProto.GroupSpec encode(GroupSpec spec) {
        var out = SpecProto.GroupSpec.newBuilder();
        spec.possibleNodes().forEach(n -> out.addPossibleNodes(n.value()));
        spec.preferredNodes().forEach(n -> out.addPreferredNodes(n.value()));
        var failover = SpecProto.FailoverPolicy.newBuilder().setPeriodMillis(spec.failover().periodMillis());
        spec.failover().max().ifPresent(failover::setMax);
        spec.resources().forEach(r -> out.addResources(encode(r)));
        if (!spec.failback().equals(Failback.NEVER)) {
            out.setFailback(PlacementCodec.encode(spec.failback()));
        }
        if (!spec.apart().equals(GroupSpec.Apart.NONE)) {
            out.setApart(PlacementCodec.encode(spec.apart()));
        }
        if (spec.priority() != GroupSpec.DEFAULT_PRIORITY) {
            out.setPriority(spec.priority());
        }
        return out.setFailover(failover).setDescription(spec.description()).setTakeover(encode(spec.takeover()))
                .build();
    }

    static GroupSpec decode(SpecProto.GroupSpec in, At at) {
        at.known(in);
        return new GroupSpec(at.list("possible_nodes", in.getPossibleNodesList(), NODE),
                at.list("preferred_nodes", in.getPreferredNodesList(), NODE),
                at.required("failover", in.hasFailover(), in.getFailover(), SpecCodec::decode),
                at.list("resources", in.getResourcesList(), SpecCodec::decode), in.getDescription(),
                decode(in.getTakeover(), in.getTakeoverValue(), at),
                at.optional("failback", in.hasFailback(), in.getFailback(), PlacementCodec::decode)
                        .orElse(Failback.NEVER),
                at.optional("apart", in.hasApart(), in.getApart(), PlacementCodec::decode)
                        .orElse(GroupSpec.Apart.NONE),
                in.hasPriority() ? at.natural("priority", in.getPriority()) : GroupSpec.DEFAULT_PRIORITY);
    }

    static SpecProto.Takeover encode(Takeover takeover) {
        return switch (takeover) {
            case LEASE -> SpecProto.Takeover.TAKEOVER_LEASE;
            case LEASE_AND_FENCE -> SpecProto.Takeover.TAKEOVER_LEASE_AND_FENCE;
            case MANUAL -> SpecProto.Takeover.TAKEOVER_MANUAL;
        };
    }

    static Takeover decode(SpecProto.Takeover in, int value, At at) {
        return switch (in) {
            case TAKEOVER_LEASE -> Takeover.LEASE;
            case TAKEOVER_LEASE_AND_FENCE -> Takeover.LEASE_AND_FENCE;
            case TAKEOVER_MANUAL -> Takeover.MANUAL;
            case UNRECOGNIZED -> throw at.in("takeover").wrong("unknown value " + value);
        };
    }

    private static GroupSpec.FailoverPolicy decode(SpecProto.FailoverPolicy in, At at) {
        at.known(in);
        return new GroupSpec.FailoverPolicy(at.natural("max", in.hasMax(), in.getMax()),
                at.natural("period_millis", in.getPeriodMillis()));
    }

    static SpecProto.ResourceSpec encode(ResourceSpec resource) {
        var out = SpecProto.ResourceSpec.newBuilder()
                .setName(resource.name().value())
                .setPolicy(encode(resource.policy()));
        for (var clause : resource.dependsOn()) {
            var anyOf = SpecProto.AnyOf.newBuilder();
            clause.members().forEach(m -> anyOf.addMembers(m.value()));
            out.addDependsOn(anyOf);
        }
        switch (resource.kind()) {
            case ResourceKind.IpAddress address -> out.setIpAddress(encode(address));
            case ResourceKind.Ipv6Address address -> out.setIpv6Address(encode(address));
            case ResourceKind.NetworkName name -> out.setNetworkName(
                    SpecProto.NetworkName.newBuilder().setFqdn(name.fqdn()).setTtlSeconds(name.ttlSeconds()));
            case ResourceKind.Process process -> out.setProcess(encode(process));
        }
        return out.build();
    }

    static ResourceSpec decode(SpecProto.ResourceSpec in, At at) {
        at.known(in);
        return new ResourceSpec(at.required("name", true, in.getName(), RESOURCE),
                at.list("depends_on", in.getDependsOnList(), SpecCodec::decode),
                at.required("policy", in.hasPolicy(), in.getPolicy(), SpecCodec::decode),
                switch (in.getKindCase()) {
                    case IP_ADDRESS -> decodeV4(in.getIpAddress(), at.in("ip_address"));
                    case IPV6_ADDRESS -> decodeV6(in.getIpv6Address(), at.in("ipv6_address"));
                    case NETWORK_NAME -> decode(in.getNetworkName(), at.in("network_name"));
                    case PROCESS -> decode(in.getProcess(), at.in("process"));
                    case KIND_NOT_SET -> throw at.in("kind").wrong("missing");
                });
    }

    private static ResourceSpec.AnyOf decode(SpecProto.AnyOf in, At at) {
        at.known(in);
        return at.made(() -> new ResourceSpec.AnyOf(at.list("members", in.getMembersList(), RESOURCE)));
    }

    private static SpecProto.ResourcePolicy encode(ResourcePolicy policy) {
        var out = SpecProto.ResourcePolicy.newBuilder()
                .setOnFailure(switch (policy.onFailure()) {
                    case RESTART_THEN_FAIL_OVER -> SpecProto.ResourcePolicy.OnFailure.RESTART_THEN_FAIL_OVER;
                    case FAIL_OVER -> SpecProto.ResourcePolicy.OnFailure.FAIL_OVER;
                    case RESTART_ONLY -> SpecProto.ResourcePolicy.OnFailure.RESTART_ONLY;
                    case STAY_FAILED -> SpecProto.ResourcePolicy.OnFailure.STAY_FAILED;
                })
                .setMaxRestarts(policy.maxRestarts())
                .setPeriodMillis(policy.periodMillis())
                .setRestartDelayMillis(policy.restartDelayMillis())
                .setCheckIntervalMillis(policy.checkIntervalMillis())
                .setStartTimeoutMillis(policy.startTimeoutMillis())
                .setStopTimeoutMillis(policy.stopTimeoutMillis());
        policy.retryMillis().ifPresent(out::setRetryMillis);
        return out.build();
    }

    private static ResourcePolicy decode(SpecProto.ResourcePolicy in, At at) {
        at.known(in);
        var onFailure = switch (in.getOnFailure()) {
            case RESTART_THEN_FAIL_OVER -> ResourcePolicy.OnFailure.RESTART_THEN_FAIL_OVER;
            case FAIL_OVER -> ResourcePolicy.OnFailure.FAIL_OVER;
            case RESTART_ONLY -> ResourcePolicy.OnFailure.RESTART_ONLY;
            case STAY_FAILED -> ResourcePolicy.OnFailure.STAY_FAILED;
            case ON_FAILURE_UNSPECIFIED, UNRECOGNIZED ->
                throw at.in("on_failure").wrong("unknown value " + in.getOnFailureValue());
        };
        return new ResourcePolicy(onFailure, at.natural("max_restarts", in.getMaxRestarts()),
                at.natural("period_millis", in.getPeriodMillis()),
                at.natural("restart_delay_millis", in.getRestartDelayMillis()),
                at.natural("check_interval_millis", in.getCheckIntervalMillis()),
                at.natural("start_timeout_millis", in.getStartTimeoutMillis()),
                at.natural("stop_timeout_millis", in.getStopTimeoutMillis()),
                at.natural("retry_millis", in.hasRetryMillis(), in.getRetryMillis()));
    }

    private static SpecProto.Address encode(ResourceKind.Address address) {
        var out = SpecProto.Address.newBuilder()
                .setIp(address.ip())
                .setPrefixLength(address.prefixLength())
                .setAnnounce(SpecProto.Announce.newBuilder()
                        .setCount(address.announce().count())
                        .setIntervalMillis(address.announce().intervalMillis()))
                .setConflictCheck(address.conflictCheck());
        address.iface().ifPresent(out::setIface);
        return out.build();
    }

    private static ResourceKind decodeV4(SpecProto.Address in, At at) {
        at.known(in);
        return new ResourceKind.IpAddress(in.getIp(), at.natural("prefix_length", in.getPrefixLength()),
                at.optional("iface", in.hasIface(), in.getIface(), At::text), announce(in, at), in.getConflictCheck());
    }

    private static ResourceKind decodeV6(SpecProto.Address in, At at) {
        at.known(in);
        return new ResourceKind.Ipv6Address(in.getIp(), at.natural("prefix_length", in.getPrefixLength()),
                at.optional("iface", in.hasIface(), in.getIface(), At::text), announce(in, at), in.getConflictCheck());
    }

    private static ResourceKind.Announce announce(SpecProto.Address in, At at) {
        return at.required("announce", in.hasAnnounce(), in.getAnnounce(), (announce, place) -> {
            place.known(announce);
            return new ResourceKind.Announce(place.natural("count", announce.getCount()),
                    place.natural("interval_millis", announce.getIntervalMillis()));
        });
    }

    private static ResourceKind decode(SpecProto.NetworkName in, At at) {
        at.known(in);
        return new ResourceKind.NetworkName(in.getFqdn(), at.natural("ttl_seconds", in.getTtlSeconds()));
    }

    private static SpecProto.Process encode(ResourceKind.Process process) {
        var out = SpecProto.Process.newBuilder()
                .addAllCommand(process.command())
                .addAllEnvironment(encode(process.environment()))
                .setStopSignal(process.stopSignal());
        process.user().ifPresent(out::setUser);
        process.workingDirectory().ifPresent(out::setWorkingDirectory);
        return out.build();
    }

    private static ResourceKind decode(SpecProto.Process in, At at) {
        at.known(in);
        return new ResourceKind.Process(in.getCommandList(), labels("environment", in.getEnvironmentList(), at),
                at.optional("user", in.hasUser(), in.getUser(), At::text),
                at.optional("working_directory", in.hasWorkingDirectory(), in.getWorkingDirectory(), At::text),
                at.natural("stop_signal", in.getStopSignal()));
    }

    static List<SpecProto.Label> encode(SortedMap<String, String> labels) {
        return labels.entrySet()
                .stream()
                .map(e -> SpecProto.Label.newBuilder().setKey(e.getKey()).setValue(e.getValue()).build())
                .toList();
    }

    static SortedMap<String, String> labels(String field, List<SpecProto.Label> labels, At at) {
        return at.map(field, labels, (label, place) -> {
            place.known(label);
            return label.getKey();
        }, (label, place) -> label.getValue());
    }

    static SpecProto.NodeAddresses encode(Node.Addresses addresses) {
        return SpecProto.NodeAddresses.newBuilder()
                .setApi(addresses.api())
                .setRaft(addresses.raft())
                .setLease(addresses.lease())
                .build();
    }

    static Node.Addresses decode(SpecProto.NodeAddresses in, At at) {
        at.known(in);
        return new Node.Addresses(in.getApi(), in.getRaft(), in.getLease());
    }

    static SpecProto.Desired encode(Group.Desired desired) {
        return switch (desired) {
            case ONLINE -> SpecProto.Desired.ONLINE;
            case OFFLINE -> SpecProto.Desired.OFFLINE;
        };
    }

    static Group.Desired decode(SpecProto.Desired in, int value, At at) {
        return switch (in) {
            case ONLINE -> Group.Desired.ONLINE;
            case OFFLINE -> Group.Desired.OFFLINE;
            case DESIRED_UNSPECIFIED, UNRECOGNIZED -> throw at.in("desired").wrong("unknown value " + value);
        };
    }
}
