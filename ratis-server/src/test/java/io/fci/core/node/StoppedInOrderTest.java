package io.fci.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.node.Observed.Held;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Orders.GroupOrder;
import io.fci.core.node.Orders.ResourceOrder;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What stops while its group goes on: everything that needs it first, and nothing else.
class StoppedInOrderTest {
    private static final EpochKey KEY = new EpochKey(new GroupName("sql"), 5);
    private static final long INCARNATION = 2;

    private final List<ResourceSpec> specs = List.of(resource("one"), resource("two"), resource("name", "one|two"),
            resource("db", "name"), resource("api", "db"), resource("log"));
    private final TreeMap<ResourceName, Phase> machine = new TreeMap<>();
    private final TreeMap<ResourceName, ResourceOrder> orders = new TreeMap<>();

    StoppedInOrderTest() {
        specs.forEach(spec -> {
            machine.put(spec.name(), Phase.RUNNING);
            orders.put(spec.name(), new ResourceOrder(1, false, false, false, false));
        });
    }

    private static ResourceSpec resource(String name, String... on) {
        var clauses = new ArrayList<AnyOf>();
        for (var clause : on) {
            clauses.add(new AnyOf(List.of(clause.split("\\|")).stream().map(ResourceName::new).toList()));
        }
        return new ResourceSpec(new ResourceName(name), clauses, ResourcePolicy.DEFAULT, new ResourceKind.Process(
                List.of("/bin/" + name), new TreeMap<>(), Optional.empty(), Optional.empty(), 15));
    }

    /// Carried out one after the other, as long as there are any; starts are not carried out.
    private List<String> steps() {
        var done = new ArrayList<String>();
        while (true) {
            var resources = new TreeMap<ResourceName, Observed.Resource>();
            specs.forEach(spec -> resources.put(spec.name(), new Observed.Resource(spec, 1, machine.get(spec.name()),
                    false, 0, Long.MAX_VALUE, false)));
            var held = new TreeMap<EpochKey, Held>();
            held.put(KEY, new Held(INCARNATION, true, false, resources));
            var spec = new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, specs, "");
            var steps = Reconcile.steps(new Orders(List.of(new GroupOrder(KEY.group(), INCARNATION, KEY.epoch(), true,
                    spec, orders))), new Observed(held, new TreeSet<>()), INCARNATION, 1_000);
            var stops = steps.stream().filter(Step.Stop.class::isInstance).map(Step.Stop.class::cast).toList();
            if (stops.isEmpty()) {
                steps.forEach(
                        step -> done
                                .add(step.getClass().getSimpleName() + " " + ((Step.Start) step).resource().name()));
                return done;
            }
            stops.forEach(stop -> {
                done.add("Stop " + stop.resource().name());
                machine.put(stop.resource().name(), Phase.IDLE);
            });
        }
    }

    private void order(String name, ResourceOrder order) {
        orders.put(new ResourceName(name), order);
    }

    @Test
    void whatIsKeptOfflineStopsAfterEverythingThatNeedsIt() {
        order("name", new ResourceOrder(1, false, false, true, false));
        assertThat(steps()).containsExactly("Stop api", "Stop db", "Stop name");
    }

    @Test
    void whoHasAnotherProviderGoesOn() {
        order("one", new ResourceOrder(1, false, false, true, false));
        assertThat(steps()).containsExactly("Stop one");
        order("two", new ResourceOrder(1, false, false, true, false));
        assertThat(steps()).containsExactly("Stop api", "Stop db", "Stop name", "Stop two");
    }

    @Test
    void aNewerStartIsWantedSoItStopsAndStartsWithWhatNeedsIt() {
        order("db", new ResourceOrder(2, false, false, false, false));
        assertThat(steps()).containsExactly("Stop api", "Stop db", "Start db");
    }

    @Test
    void whatRunsOnSomethingThatBrokeComesDownWithIt() {
        machine.put(new ResourceName("one"), Phase.IDLE);
        machine.put(new ResourceName("two"), Phase.BROKEN);
        order("one", new ResourceOrder(1, true, false, false, false));
        assertThat(steps()).startsWith("Stop two", "Stop api").endsWith("Start two")
                .contains("Stop db", "Stop name").doesNotContain("Stop log");
    }
}
