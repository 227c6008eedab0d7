package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.node.Observed;
import io.fci.core.node.Observed.Held;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Observed.Resource;
import io.fci.core.node.Orders;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Orders.GroupOrder;
import io.fci.core.node.Orders.ResourceOrder;
import io.fci.core.node.Reconcile;
import io.fci.core.node.Step;
import io.fci.core.state.Dependencies;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import io.fci.core.state.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Reconcile drives a modelled machine whose steps take random turns to finish and sometimes fail.
class ReconcilePropertyTest {
    private static final EpochKey KEY = new EpochKey(new GroupName("sql"), 7);
    private static final long K = 3;

    @Property(tries = 500)
    void startsProvidersFirstAndStopsDependentsFirst(@ForAll long seed) {
        var random = new Random(seed);
        var machine = new Machine(spec(random), random);
        machine.until(true, () -> machine.all(Phase.RUNNING));
        machine.until(false, () -> machine.observed.closed().contains(KEY));
        assertThat(machine.observed.held()).isEmpty();
    }

    @Property(tries = 500)
    void comesBackAfterResourcesFailedAndWereGivenAnotherAttempt(@ForAll long seed) {
        var random = new Random(seed);
        var machine = new Machine(spec(random), random);
        machine.failures = 5;
        machine.until(true, () -> machine.all(Phase.RUNNING));
        machine.until(false, () -> machine.observed.closed().contains(KEY));
    }

    @Property(tries = 500)
    void stoppingInTheMiddleOfAStartEndsWithNothingLeft(@ForAll long seed) {
        var random = new Random(seed);
        var machine = new Machine(spec(random), random);
        for (int i = random.nextInt(8); i > 0; i--) {
            machine.turn(true);
        }
        machine.until(false, () -> machine.observed.closed().contains(KEY));
        assertThat(machine.observed.held()).isEmpty();
    }

    @Property(tries = 200)
    void ordersOfAnotherIncarnationAreNotCarriedOut(@ForAll long seed) {
        var random = new Random(seed);
        var machine = new Machine(spec(random), random);
        assertThat(Reconcile.steps(machine.orders(true), machine.observed, K + 1, 0)).isEmpty();
    }

    /// A random graph of up to six resources; each may depend on earlier ones by AND and OR.
    private static List<ResourceSpec> spec(Random random) {
        var specs = new ArrayList<ResourceSpec>();
        int size = 1 + random.nextInt(6);
        for (int i = 0; i < size; i++) {
            var earlier = new ArrayList<ResourceName>();
            for (int j = 0; j < i; j++) {
                if (random.nextInt(3) == 0) {
                    earlier.add(new ResourceName("r" + j));
                }
            }
            var clauses = new ArrayList<AnyOf>();
            while (!earlier.isEmpty()) {
                int take = 1 + random.nextInt(earlier.size());
                clauses.add(new AnyOf(earlier.subList(0, take)));
                earlier.subList(0, take).clear();
            }
            var policy = new ResourcePolicy(ResourcePolicy.OnFailure.RESTART_ONLY, 9, 1_000, 0, 100, 100, 100,
                    OptionalLong.empty());
            specs.add(
                    new ResourceSpec(new ResourceName("r" + i), clauses, policy, new ResourceKind.Process(List.of("x"),
                            Sorted.empty(), Optional.empty(), Optional.empty(), 15)));
        }
        return specs;
    }

    /// The machine and its monitor, reduced to what Reconcile sees.
    private static final class Machine {
        private final GroupSpec spec;
        private final Dependencies dependencies;
        private final Random random;
        private final List<Step> underWay = new ArrayList<>();
        private final SortedMap<ResourceName, Integer> attempts = new TreeMap<>();
        private Observed observed = Observed.NOTHING;
        private int failures;
        private long now = 1_000;

        Machine(List<ResourceSpec> resources, Random random) {
            this.spec = new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, resources, "");
            this.dependencies = Dependencies.of(resources);
            this.random = random;
            resources.forEach(r -> attempts.put(r.name(), 1));
        }

        Orders orders(boolean run) {
            var resources = new TreeMap<ResourceName, ResourceOrder>();
            attempts.forEach(
                    (name, attempt) -> resources.put(name, new ResourceOrder(attempt, false, false, false, false)));
            return new Orders(List.of(new GroupOrder(KEY.group(), K, KEY.epoch(), run, spec, resources)));
        }

        boolean all(Phase phase) {
            var held = observed.held().get(KEY);
            return held != null && held.resources().size() == spec.resources().size()
                    && held.resources().values().stream().allMatch(r -> r.phase() == phase);
        }

        void until(boolean run, java.util.function.BooleanSupplier reached) {
            for (int turns = 0; !reached.getAsBoolean(); turns++) {
                assertThat(turns).as("turns without reaching the goal: %s, under way %s", observed, underWay)
                        .isLessThan(500);
                turn(run);
            }
        }

        void turn(boolean run) {
            now += 10;
            for (var step : Reconcile.steps(orders(run), observed, K, now)) {
                begin(step);
            }
            if (!underWay.isEmpty()) {
                finish(underWay.remove(random.nextInt(underWay.size())));
            }
        }

        private void begin(Step step) {
            switch (step) {
                case Step.Open s -> hold(new Held(K, false, true, Sorted.empty()));
                case Step.Close s -> {
                    var held = observed.held().get(KEY);
                    assertThat(
                            held == null || held.resources().values().stream().allMatch(r -> r.phase() == Phase.IDLE))
                            .as("closed while something is left: %s", held)
                            .isTrue();
                    hold(new Held(K, false, true, held == null ? Sorted.empty() : held.resources()));
                }
                case Step.Start s -> {
                    assertThat(dependencies.satisfied(s.resource().name(), this::runs))
                            .as("start of %s in %s", s, observed)
                            .isTrue();
                    set(s.resource(), s.attempt(), Phase.STARTING, false);
                }
                case Step.Stop s -> {
                    for (var dependent : dependencies.directDependents(s.resource().name())) {
                        boolean brokenItself = phase(s.resource().name()) == Phase.BROKEN;
                        assertThat(brokenItself || phase(dependent) == Phase.IDLE)
                                .as("stop of %s while %s is %s", s.resource().name(), dependent, phase(dependent))
                                .isTrue();
                    }
                    set(s.resource(), attempt(s.resource().name()), Phase.STOPPING, failed(s.resource().name()));
                }
                case Step.Check s -> set(s.resource(), attempt(s.resource().name()), Phase.RUNNING, false);
                case Step.Cancel s -> {
                }
                case Step.Release s -> {
                }
            }
            if (!(step instanceof Step.Cancel) && !(step instanceof Step.Release) && !(step instanceof Step.Check)) {
                underWay.add(step);
            }
        }

        private void finish(Step step) {
            switch (step) {
                case Step.Open s -> hold(new Held(K, true, false, Sorted.empty()));
                case Step.Close s -> observed = new Observed(Sorted.empty(), new TreeSet<>(List.of(KEY)));
                case Step.Start s -> {
                    boolean fails = failures > 0 && random.nextBoolean();
                    if (fails) {
                        failures--;
                        attempts.put(s.resource().name(), s.attempt() + 1);
                    }
                    set(s.resource(), s.attempt(), fails ? Phase.BROKEN : Phase.RUNNING, fails);
                }
                case Step.Stop s -> set(s.resource(), attempt(s.resource().name()), Phase.IDLE,
                        failed(s.resource().name()));
                case Step.Check s -> {
                }
                case Step.Cancel s -> {
                }
                case Step.Release s -> {
                }
            }
        }

        private void hold(Held held) {
            observed = new Observed(Sorted.with(observed.held(), KEY, held), observed.closed());
        }

        private void set(ResourceSpec resource, int attempt, Phase phase, boolean failed) {
            var held = observed.held().get(KEY);
            hold(new Held(K, held.opened(), held.busy(), Sorted.with(held.resources(), resource.name(),
                    new Resource(resource, attempt, phase, failed, now, now + 1_000, false))));
        }

        private boolean runs(ResourceName name) {
            return phase(name) == Phase.RUNNING;
        }

        private Phase phase(ResourceName name) {
            var held = observed.held().get(KEY);
            var resource = held == null ? null : held.resources().get(name);
            return resource == null ? Phase.IDLE : resource.phase();
        }

        private int attempt(ResourceName name) {
            return observed.held().get(KEY).resources().get(name).attempt();
        }

        private boolean failed(ResourceName name) {
            return observed.held().get(KEY).resources().get(name).failed();
        }
    }
}
