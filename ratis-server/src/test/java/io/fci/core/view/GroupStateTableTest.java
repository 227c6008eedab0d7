package io.fci.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Holds;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import io.fci.core.state.ResourceState;
import io.fci.core.state.ResourceState.Phase;
import io.fci.core.state.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The summary state of a group that runs, for every shape that has a rule of its own. A resource a letter, in the order of
/// the shape: O online, p on its way, F given up, f failed and tried again, k kept offline, S cannot be stopped.
class GroupStateTableTest {
    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
            // Address, name on it, application on that. The application is what counts.
            "chain, OOO, ONLINE", "chain, OOp, STARTING", "chain, Opp, STARTING", "chain, ppp, STARTING",
            "chain, OOF, FAILED", "chain, FpO, FAILED", "chain, FOO, FAILED", "chain, pFO, FAILED",
            "chain, OOf, STARTING", "chain, fpp, STARTING", "chain, OfO, STARTING",
            "chain, OOk, PARTIAL", "chain, Okp, PARTIAL", "chain, Okk, PARTIAL", "chain, kpp, OFFLINE",
            "chain, kkk, OFFLINE", "chain, pOk, PARTIAL", "chain, OFk, FAILED", "chain, OSO, BLOCKED",
            "chain, FSO, BLOCKED",
            // Two that need nothing and that nobody needs: both count.
            "two, OO, ONLINE", "two, Op, STARTING", "two, OF, FAILED", "two, Ok, PARTIAL", "two, kk, OFFLINE",
            "two, pk, STARTING", "two, fO, STARTING", "two, OS, BLOCKED",
            // Two addresses, of which the name needs one: the other may be off, but not given up.
            "either, OOO, ONLINE", "either, OpO, ONLINE", "either, pOO, ONLINE", "either, OOp, STARTING",
            "either, OFO, FAILED", "either, OkO, ONLINE", "either, kOO, ONLINE", "either, kkO, OFFLINE",
            "either, kOk, PARTIAL", "either, OfO, STARTING",
            // Nothing to run.
            "none, '', OFFLINE"})
    void isAsTheTableSays(String shape, String resources, GroupStates.GroupState expected) {
        var specs = switch (shape) {
            case "chain" -> List.of(resource("ip"), resource("name", "ip"), resource("app", "name"));
            case "two" -> List.of(resource("a"), resource("b"));
            case "either" -> List.of(resource("ip1"), resource("ip2"), resource("name", "ip1|ip2"));
            case "none" -> List.<ResourceSpec>of();
            default -> throw new IllegalArgumentException(shape);
        };
        assertThat(GroupStates.of(group(specs, resources))).isEqualTo(expected);
    }

    private static ResourceSpec resource(String name, String... on) {
        var clauses = new ArrayList<AnyOf>();
        for (var clause : on) {
            clauses.add(new AnyOf(List.of(clause.split("\\|")).stream().map(ResourceName::new).toList()));
        }
        return new ResourceSpec(new ResourceName(name), clauses, ResourcePolicy.DEFAULT, new ResourceKind.Process(
                List.of("/bin/" + name), new TreeMap<>(), Optional.empty(), Optional.empty(), 15));
    }

    private static Group group(List<ResourceSpec> specs, String letters) {
        var states = new TreeMap<ResourceName, ResourceState>();
        var kept = new TreeSet<ResourceName>();
        for (int i = 0; i < specs.size(); i++) {
            var letter = letters.charAt(i);
            if (letter == 'k') {
                kept.add(specs.get(i).name());
            }
            var phase = switch (letter) {
                case 'O' -> Phase.ONLINE;
                case 'p', 'k' -> Phase.OFFLINE;
                case 'F', 'f' -> Phase.FAILED;
                case 'S' -> Phase.STUCK;
                default -> throw new IllegalArgumentException(letters);
            };
            states.put(specs.get(i).name(),
                    new ResourceState(phase, 1, letter == 'F', List.of(), Optional.empty(), 0, 0,
                            false));
        }
        return new Group(new GroupName("sql"), "1", new Group.Versions(1, 1, 1, 0, 0, ""), new GroupSpec(List.of(),
                List.of(), GroupSpec.FailoverPolicy.DEFAULT, specs, ""), new TreeMap<>(), Group.Desired.ONLINE,
                new Owned(new NodeName("a"), 2, 4, new Intent.Run()), Optional.of(new NodeName("a")), states, List.of(),
                OptionalLong.empty(), kept, Holds.NONE, Sorted.empty());
    }
}
