package io.fci.rpc;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import io.fci.v1.ErrorReason;
import java.util.stream.Stream;

/// Refuses a new group whose address somebody outside the cluster has. The same question is asked again at each start; here
/// it is asked so that a mistake is told to whoever makes it, and nothing is stored.
final class WireCheck {
    private final Consensus consensus;
    private final AddressProbe probe;

    WireCheck(Consensus consensus, AddressProbe probe) {
        this.consensus = consensus;
        this.probe = probe;
    }

    void requireFree(GroupName group, GroupSpec spec) {
        var state = consensus.barrier();
        addresses(spec).filter(ResourceKind.Address::conflictCheck)
                .filter(address -> !isOurs(state, group, address))
                .forEach(address -> probe.conflict(address)
                        // Asked again: this may be the retry of a request that took effect meanwhile, and the answer our own.
                        .filter(sentence -> !isOurs(consensus.barrier(), group, address))
                        .ifPresent(sentence -> {
                            throw Statuses.of(ErrorReason.ERROR_REASON_ADDRESS_IN_USE, sentence, "address",
                                    address.ip());
                        }));
    }

    /// Then the rules of groups have the better answer.
    private static boolean isOurs(State state, GroupName group, ResourceKind.Address address) {
        return state.group(group).isPresent() || state.groups()
                .values()
                .stream()
                .map(Group::spec)
                .flatMap(WireCheck::addresses)
                .anyMatch(taken -> taken.ip().equals(address.ip()));
    }

    private static Stream<ResourceKind.Address> addresses(GroupSpec spec) {
        return spec.resources()
                .stream()
                .map(ResourceSpec::kind)
                .filter(ResourceKind.Address.class::isInstance)
                .map(ResourceKind.Address.class::cast);
    }
}
