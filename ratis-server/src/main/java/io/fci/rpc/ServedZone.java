package io.fci.rpc;

import io.fci.core.state.GroupSpec;
import io.fci.v1.ErrorReason;

/// The zone that this cluster answers for. A name outside of it would be stored, go online and be found by nobody.
record ServedZone(String zone) {
    void requireInside(GroupSpec spec) {
        spec.networkName().ifPresent(name -> {
            if (!name.fqdn().endsWith("." + zone)) {
                var first = name.fqdn().substring(0, name.fqdn().indexOf('.'));
                throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "network name '" + name.fqdn()
                        + "' is not in zone '" + zone + "', the one that this cluster answers for; use a name like '"
                        + first + "." + zone + "'", "field", "spec.resources.network_name.fqdn");
            }
        });
    }
}
