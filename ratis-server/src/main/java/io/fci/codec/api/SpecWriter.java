package io.fci.codec.api;

import io.fci.core.state.Group;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Takeover;
import io.fci.v1.DependencyClause;
import io.fci.v1.GroupSpec.DesiredState;
import io.fci.v1.IpAddress;
import io.fci.v1.NetworkName;
import io.fci.v1.Process;
import io.fci.v1.Resource;
import io.fci.v1.ResourcePolicy.OnFailure;
import io.fci.v1.SafetyPolicy;

/// A specification with all that was left to defaults when it was given.
final class SpecWriter {
    private SpecWriter() {}

    static io.fci.v1.GroupSpec write(GroupSpec spec, Group.Desired desired) {
        var message = io.fci.v1.GroupSpec.newBuilder().setDesiredState(switch (desired) {
            case ONLINE -> DesiredState.DESIRED_STATE_ONLINE;
            case OFFLINE -> DesiredState.DESIRED_STATE_OFFLINE;
        }).setDescription(spec.description());
        var placement = message.getPlacementBuilder();
        spec.possibleNodes().forEach(node -> placement.addPossibleNodes(ApiNames.of(node)));
        spec.preferredNodes().forEach(node -> placement.addPreferredNodes(ApiNames.of(node)));
        var failover = message.getFailoverBuilder().setPeriod(Durations.of(spec.failover().periodMillis()));
        spec.failover().max().ifPresent(failover::setMaxFailovers);
        placement.addAllAntiAffinityKeys(spec.apart().keys()).setSoftAntiAffinity(spec.apart().soft());
        message.setFailback(FailbackWriter.write(spec.failback())).setPriority(spec.priority());
        message.getSafetyBuilder().setTakeover(write(spec.takeover()));
        spec.resources().forEach(resource -> message.addResources(write(resource)));
        return message.build();
    }

    static SafetyPolicy.Takeover write(Takeover takeover) {
        return switch (takeover) {
            case LEASE -> SafetyPolicy.Takeover.TAKEOVER_LEASE;
            case LEASE_AND_FENCE -> SafetyPolicy.Takeover.TAKEOVER_LEASE_AND_FENCE;
            case MANUAL -> SafetyPolicy.Takeover.TAKEOVER_MANUAL;
        };
    }

    private static Resource write(ResourceSpec spec) {
        var message = Resource.newBuilder().setId(spec.name().value()).setPolicy(write(spec.policy()));
        for (var clause : spec.dependsOn()) {
            var written = DependencyClause.newBuilder();
            clause.members().forEach(member -> written.addAnyOf(member.value()));
            message.addDependsOn(written);
        }
        switch (spec.kind()) {
            case ResourceKind.Address address -> message.setIpAddress(write(address));
            case ResourceKind.NetworkName name -> message.setNetworkName(
                    NetworkName.newBuilder().setFqdn(name.fqdn()).setTtl(Durations.of(name.ttlSeconds() * 1_000L)));
            case ResourceKind.Process process -> message.setProcess(write(process));
        }
        return message.build();
    }

    private static io.fci.v1.ResourcePolicy write(ResourcePolicy policy) {
        return io.fci.v1.ResourcePolicy.newBuilder()
                .setOnFailure(switch (policy.onFailure()) {
                    case RESTART_THEN_FAIL_OVER -> OnFailure.ON_FAILURE_RESTART_THEN_FAILOVER;
                    case FAIL_OVER -> OnFailure.ON_FAILURE_FAILOVER;
                    case RESTART_ONLY -> OnFailure.ON_FAILURE_RESTART_ONLY;
                    case STAY_FAILED -> OnFailure.ON_FAILURE_IGNORE;
                })
                .setMaxRestarts(policy.maxRestarts())
                .setPeriod(Durations.of(policy.periodMillis()))
                .setRestartDelay(Durations.of(policy.restartDelayMillis()))
                .setShallowInterval(Durations.of(policy.checkIntervalMillis()))
                .setStartTimeout(Durations.of(policy.startTimeoutMillis()))
                .setStopTimeout(Durations.of(policy.stopTimeoutMillis()))
                .setRetryPeriod(Durations.of(policy.retryMillis().orElse(0)))
                .build();
    }

    private static IpAddress write(ResourceKind.Address address) {
        var message = IpAddress.newBuilder()
                .setAddress(address.ip() + "/" + address.prefixLength())
                .setAnnounceCount(address.announce().count())
                .setAnnounceInterval(Durations.of(address.announce().intervalMillis()))
                .setConflictCheck(address.conflictCheck());
        address.iface().ifPresent(message::setInterface);
        return message.build();
    }

    private static Process write(ResourceKind.Process process) {
        var message = Process.newBuilder()
                .addAllCommand(process.command())
                .putAllEnvironment(process.environment())
                .setStopSignal(Signals.name(process.stopSignal()));
        process.user().ifPresent(message::setUser);
        process.workingDirectory().ifPresent(message::setWorkingDirectory);
        return message.build();
    }
}
