package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.log.Refusal;
import io.fci.core.log.Refusal.Reason;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every reason of a refusal can be met, changes nothing, and says something. A new reason does not compile here until
/// somebody shows how it is met.
class EveryRefusalTest {
    private static final NodeName A = new NodeName("a");
    private static final NodeName B = new NodeName("b");
    private static final GroupName SQL = new GroupName("sql");
    private static final ResourceName APP = new ResourceName("app");

    private State state = CommandSequences.allUp(3).end();

    @ParameterizedTest
    // What requests cannot even say is refused before it reaches the core.
    @EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = {"UNKNOWN_RESOURCE_TYPE",
            "OPERATION_NOT_FOUND"})
    void isMet(Reason reason) {
        var proposal = provoke(reason);
        var before = state;
        var applied = Cluster.apply(state, new Entry(state.clusterTime(), 0, List.of(proposal)));
        assertThat(applied.outcomes().getFirst()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(reason);
            assertThat(refused.refusal().message()).isNotBlank().doesNotEndWith(".");
        });
        assertThat(applied.state()).isEqualTo(before);
        assertThat(applied.events()).isEmpty();
    }

    private Proposal provoke(Reason reason) {
        return switch (reason) {
            case INVALID_FIELD -> of(create(SQL, List.of(process("app"), process("app"))));
            case DEPENDENCY_CYCLE -> of(create(SQL, List.of(process("app", "app"))));
            case ADDRESS_IN_USE -> {
                done(create(SQL, List.of(address())));
                yield of(create(new GroupName("mail"), List.of(address())));
            }
            case REQUEST_ID_REUSED -> {
                done(new Proposal(Optional.of(new Proposal.Request("r1", "one")), "alice", sql()));
                yield new Proposal(Optional.of(new Proposal.Request("r1", "two")), "alice", sql());
            }
            case GROUP_NOT_FOUND -> of(new Command.TakeOffline(SQL, OptionalLong.empty()));
            case NODE_NOT_FOUND -> of(new Command.FenceNode(new NodeName("z"), OptionalLong.empty(), ""));
            case RESOURCE_NOT_FOUND -> {
                done(sql());
                yield of(new Command.ClearFailures(SQL, Optional.of(new ResourceName("nothing"))));
            }
            case GROUP_EXISTS -> {
                done(sql());
                yield of(sql());
            }
            case ETAG_MISMATCH -> {
                done(sql());
                yield of(new Command.TakeOffline(SQL, OptionalLong.of(7)));
            }
            case OPERATION_IN_PROGRESS -> {
                done(sql());
                yield of(new Command.MoveGroup(SQL, Optional.empty(), Optional.empty(), OptionalLong.empty(), false));
            }
            case OWNER_CHANGED -> {
                done(sql());
                yield of(new Command.MoveGroup(SQL, Optional.empty(), Optional.of(B), OptionalLong.empty(), true));
            }
            case NO_ELIGIBLE_NODE -> {
                done(create(SQL, List.of(process("app")), A));
                yield of(new Command.MoveGroup(SQL, Optional.empty(), Optional.empty(), OptionalLong.empty(), true));
            }
            case NODE_NOT_ELIGIBLE -> {
                done(create(SQL, List.of(process("app")), A));
                yield of(new Command.MoveGroup(SQL, Optional.of(B), Optional.empty(), OptionalLong.empty(), true));
            }
            case WOULD_DISRUPT -> {
                done(sql());
                yield of(new Command.UpdateGroup(SQL, spec(List.of(process("app"), process("side"))), new TreeMap<>(),
                        OptionalLong.empty(), false, false));
            }
            case GROUP_ONLINE -> {
                done(sql());
                yield of(new Command.DeleteGroup(SQL, OptionalLong.empty(), false));
            }
            case LIMIT_EXCEEDED -> of(new Command.ConfigureFencing(A, IntStream.range(0, 17).mapToObj(
                    i -> new Fencing.Device("d" + i, "fence_x", new TreeMap<>(), List.of(), 10_000, 1, false)).toList(),
                    OptionalLong.empty()));
            case STALE -> of(new Command.NodeLost(A, 99, new Evidence.Dead("late")));
            case NOT_INITIALIZED -> {
                state = State.EMPTY;
                yield of(sql());
            }
            case FENCING_UNAVAILABLE -> of(new Command.FenceNode(A, OptionalLong.empty(), ""));
            case NODE_NOT_DOWN -> of(new Command.ConfirmDown(A, state.nodes().get(A).life().last(), ""));
            case LOCKED -> {
                done(sql());
                done(new Command.LockResource(SQL, APP, Optional.of(new Command.Terms("", OptionalLong.empty()))));
                yield of(new Command.TakeOffline(SQL, OptionalLong.empty()));
            }
            case UNKNOWN_RESOURCE_TYPE, OPERATION_NOT_FOUND -> throw new IllegalArgumentException(reason.name());
        };
    }

    private static Proposal of(Command command) {
        return Proposal.of(command);
    }

    private void done(Command command) {
        done(of(command));
    }

    private void done(Proposal proposal) {
        var applied = Cluster.apply(state, new Entry(state.clusterTime(), 0, List.of(proposal)));
        assertThat(applied.outcomes().getFirst()).isInstanceOf(Outcome.Accepted.class);
        state = applied.state();
    }

    private static Command sql() {
        return create(SQL, List.of(process("app")));
    }

    private static Command create(GroupName name, List<ResourceSpec> resources, NodeName... owners) {
        var spec = spec(resources);
        return new Command.CreateGroup(name, new GroupSpec(List.of(owners), List.of(), spec.failover(), resources, ""),
                new TreeMap<>(), Group.Desired.ONLINE);
    }

    private static GroupSpec spec(List<ResourceSpec> resources) {
        return new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, resources, "");
    }

    private static ResourceSpec process(String name, String... on) {
        var clauses = new ArrayList<ResourceSpec.AnyOf>();
        for (var provider : on) {
            clauses.add(new ResourceSpec.AnyOf(List.of(new ResourceName(provider))));
        }
        return new ResourceSpec(new ResourceName(name), clauses, ResourcePolicy.DEFAULT, new ResourceKind.Process(
                List.of("/bin/" + name), new TreeMap<>(), Optional.empty(), Optional.empty(), 15));
    }

    private static ResourceSpec address() {
        return new ResourceSpec(new ResourceName("ip"), List.of(), ResourcePolicy.DEFAULT, new ResourceKind.IpAddress(
                "10.77.0.50", 24, Optional.empty(), ResourceKind.Announce.DEFAULT, true));
    }
}
