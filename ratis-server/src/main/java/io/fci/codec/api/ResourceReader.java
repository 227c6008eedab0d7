package io.fci.codec.api;

import static io.fci.codec.api.Durations.DAY;
import static io.fci.codec.api.Durations.SECOND;

import io.fci.core.log.Refusal;
import io.fci.core.state.Names;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceKind.Announce;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourcePolicy.OnFailure;
import io.fci.core.state.ResourceSpec;
import io.fci.v1.IpAddress;
import io.fci.v1.NetworkName;
import io.fci.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// One resource of a group, with every default filled in.
final class ResourceReader {
    /// 10 ms: less cannot be kept by any node.
    private static final long LEAST_TIMEOUT = 10;
    private static final long LEAST_CHECK = 100;
    private static final long MOST_PERIOD = 30 * DAY;
    private static final int MOST_RESTARTS = 1_000;
    private static final int MOST_DEPENDENCIES = 64;
    private static final int DEFAULT_TTL_SECONDS = 5;

    /// IFNAMSIZ less its NUL.
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9._:-]{1,15}");

    private final boolean demoLoopback;

    ResourceReader(boolean demoLoopback) {
        this.demoLoopback = demoLoopback;
    }

    ResourceSpec read(String field, Resource resource) {
        var name = ApiNames.resource(field + ".id", resource.getId());
        return new ResourceSpec(name, dependsOn(field + ".depends_on", resource),
                policy(field + ".policy", resource.getPolicy()), kind(field, resource));
    }

    private static List<ResourceSpec.AnyOf> dependsOn(String field, Resource resource) {
        if (resource.getDependsOnCount() > MOST_DEPENDENCIES) {
            throw Malformed.field(field, "resource '" + resource.getId() + "' has " + resource.getDependsOnCount()
                    + " dependencies; the most is " + MOST_DEPENDENCIES);
        }
        var clauses = new ArrayList<ResourceSpec.AnyOf>();
        for (int i = 0; i < resource.getDependsOnCount(); i++) {
            var path = field + "[" + i + "].any_of";
            var clause = resource.getDependsOn(i);
            if (clause.getAnyOfCount() > MOST_DEPENDENCIES) {
                throw Malformed.field(path, "a dependency of resource '" + resource.getId() + "' names "
                        + clause.getAnyOfCount() + " resources; the most is " + MOST_DEPENDENCIES);
            }
            clauses.add(new ResourceSpec.AnyOf(
                    clause.getAnyOfList().stream().map(member -> ApiNames.resource(path, member)).toList()));
        }
        return clauses;
    }

    private static ResourcePolicy policy(String field, io.fci.v1.ResourcePolicy policy) {
        var standard = ResourcePolicy.DEFAULT;
        return new ResourcePolicy(onFailure(field + ".on_failure", policy),
                policy.hasMaxRestarts()
                        ? Numbers.within(field + ".max_restarts", "number of restarts", policy.getMaxRestarts(), 0,
                                MOST_RESTARTS)
                        : standard.maxRestarts(),
                policy.hasPeriod()
                        ? Durations.millis(field + ".period", "period of restarts", policy.getPeriod(), SECOND,
                                MOST_PERIOD)
                        : standard.periodMillis(),
                policy.hasRestartDelay()
                        ? Durations.millis(field + ".restart_delay", "pause before a restart", policy.getRestartDelay(),
                                0,
                                DAY)
                        : standard.restartDelayMillis(),
                policy.hasShallowInterval()
                        ? Durations.millis(field + ".shallow_interval", "interval of checks",
                                policy.getShallowInterval(),
                                LEAST_CHECK, DAY)
                        : standard.checkIntervalMillis(),
                policy.hasStartTimeout()
                        ? Durations.millis(field + ".start_timeout", "start timeout", policy.getStartTimeout(),
                                LEAST_TIMEOUT, DAY)
                        : standard.startTimeoutMillis(),
                policy.hasStopTimeout()
                        ? Durations.millis(field + ".stop_timeout", "stop timeout", policy.getStopTimeout(),
                                LEAST_TIMEOUT,
                                DAY)
                        : standard.stopTimeoutMillis(),
                retry(field + ".retry_period", policy));
    }

    private static OptionalLong retry(String field, io.fci.v1.ResourcePolicy policy) {
        if (!policy.hasRetryPeriod()) {
            return ResourcePolicy.DEFAULT.retryMillis();
        }
        long millis = Durations.millis(field, "retry period", policy.getRetryPeriod(), 0, MOST_PERIOD);
        if (millis > 0 && millis < SECOND) {
            throw Malformed.field(field, "a retry period of " + millis
                    + " ms is too short; give a second or more, or 0 for never");
        }
        return millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    private static OnFailure onFailure(String field, io.fci.v1.ResourcePolicy policy) {
        return switch (policy.getOnFailure()) {
            case ON_FAILURE_UNSPECIFIED, ON_FAILURE_RESTART_THEN_FAILOVER -> OnFailure.RESTART_THEN_FAIL_OVER;
            case ON_FAILURE_FAILOVER -> OnFailure.FAIL_OVER;
            case ON_FAILURE_RESTART_ONLY -> OnFailure.RESTART_ONLY;
            case ON_FAILURE_IGNORE -> OnFailure.STAY_FAILED;
            case UNRECOGNIZED -> throw Malformed.field(field, "on_failure has the value " + policy.getOnFailureValue()
                    + ", which this version does not know; use one of its names");
        };
    }

    private ResourceKind kind(String field, Resource resource) {
        return switch (resource.getKindCase()) {
            case IP_ADDRESS -> address(field + ".ip_address", resource.getIpAddress());
            case NETWORK_NAME -> networkName(field + ".network_name", resource.getNetworkName());
            case PROCESS -> ProcessReader.read(field + ".process", resource.getProcess());
            case CUSTOM -> throw unknownType(field + ".custom.type",
                    "resource '" + resource.getId() + "' has the type '"
                            + Names.abbreviate(resource.getCustom().getType()) + "', which no node knows",
                    resource.getCustom().getType());
            case KIND_NOT_SET -> throw unknownType(field,
                    "resource '" + resource.getId() + "' has no type that this version knows", "");
        };
    }

    private static Malformed unknownType(String field, String what, String type) {
        return Malformed.because(Refusal.Reason.UNKNOWN_RESOURCE_TYPE, field,
                what + "; use one of " + String.join(", ", ResourceKind.TYPES), "type", Names.abbreviate(type));
    }

    private ResourceKind address(String field, IpAddress address) {
        var parsed = AddressText.parse(field + ".address", address.getAddress(), demoLoopback);
        var iface = iface(field + ".interface", address.getInterface());
        var announce = new Announce(
                address.hasAnnounceCount()
                        ? Numbers.within(field + ".announce_count", "number of announcements",
                                address.getAnnounceCount(),
                                1, 100)
                        : Announce.DEFAULT.count(),
                address.hasAnnounceInterval()
                        ? (int) Durations.millis(field + ".announce_interval", "interval of announcements",
                                address.getAnnounceInterval(), LEAST_TIMEOUT, 60 * SECOND)
                        : Announce.DEFAULT.intervalMillis());
        var check = !address.hasConflictCheck() || address.getConflictCheck();
        return parsed.v6()
                ? new ResourceKind.Ipv6Address(parsed.ip(), parsed.prefixLength(), iface, announce, check)
                : new ResourceKind.IpAddress(parsed.ip(), parsed.prefixLength(), iface, announce, check);
    }

    private static Optional<String> iface(String field, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!INTERFACE.matcher(name).matches()) {
            throw Malformed.field(field, "interface '" + Names.abbreviate(name)
                    + "' is not valid: give 1 to 15 letters, digits, '.', '_', ':' and '-', or leave it out");
        }
        return Optional.of(name);
    }

    private static ResourceKind networkName(String field, NetworkName name) {
        var folded = Names.foldFqdn(name.getFqdn());
        if (!Names.isFqdn(folded)) {
            throw Malformed.field(field + ".fqdn", name.getFqdn().isEmpty()
                    ? "the network name is empty; give a full host name, like orders.example.net"
                    : "network name '" + Names.abbreviate(name.getFqdn())
                            + "' is not a full host name: use labels of 1 to"
                            + " 63 characters a-z, 0-9 and '-', at least two of them and 253 characters in all, like"
                            + " orders.example.net");
        }
        int ttl = DEFAULT_TTL_SECONDS;
        if (name.hasTtl()) {
            ttl = (int) (Durations.millis(field + ".ttl", "TTL", name.getTtl(), SECOND, DAY) / SECOND);
            if (name.getTtl().getNanos() != 0) {
                throw Malformed.field(field + ".ttl",
                        "the TTL has a fraction of a second, which DNS cannot say; give whole"
                                + " seconds");
            }
        }
        return new ResourceKind.NetworkName(folded, ttl);
    }
}
