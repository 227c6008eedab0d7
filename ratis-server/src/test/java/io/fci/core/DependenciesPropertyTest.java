package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.log.Refusal;
import io.fci.core.state.Dependencies;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Graphs of up to seven resources, with and without cycles.
class DependenciesPropertyTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void providersStartBeforeTheirDependents(@ForAll("graphs") List<ResourceSpec> resources) {
        var dependencies = Dependencies.of(resources);
        if (reachesItself(resources)) {
            return;
        }
        var order = dependencies.startOrder();
        assertThat(order).containsExactlyInAnyOrderElementsOf(resources.stream().map(ResourceSpec::name).toList());
        for (var resource : resources) {
            for (var provider : resource.dependsOn().stream().flatMap(c -> c.members().stream()).toList()) {
                assertThat(order.indexOf(provider)).isLessThan(order.indexOf(resource.name()));
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aCycleIsFoundExactlyWhenThereIsOne(@ForAll("graphs") List<ResourceSpec> resources) {
        var cycle = Dependencies.of(resources).cycle();
        assertThat(cycle.isPresent()).isEqualTo(reachesItself(resources));
        cycle.ifPresent(path -> {
            assertThat(path.getFirst()).isEqualTo(path.getLast());
            for (int i = 1; i < path.size(); i++) {
                assertThat(direct(resources, path.get(i - 1))).contains(path.get(i));
            }
        });
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyPathThatCreatesAGroupRefusesACycle(@ForAll("graphs") List<ResourceSpec> resources) {
        var state = CommandSequences.allUp(3).end();
        var spec = new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, resources, "");
        var name = new GroupName("sql");
        var empty = new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, List.of(), "");
        var exists = Cluster.rehearse(state, Proposal.of(new Command.CreateGroup(name, empty,
                CommandSequences.noLabels(), Group.Desired.OFFLINE)), 0).state();
        var create = Cluster.rehearse(state, Proposal.of(new Command.CreateGroup(name, spec,
                CommandSequences.noLabels(), Group.Desired.ONLINE)), 0).outcomes().getFirst();
        var update = Cluster.rehearse(exists, Proposal.of(new Command.UpdateGroup(name, spec,
                CommandSequences.noLabels(), OptionalLong.empty(), true, false)), 0).outcomes().getFirst();
        for (var outcome : List.of(create, update)) {
            boolean refusedForCycle = outcome instanceof Outcome.Refused(var refusal)
                    && refusal.reason() == Refusal.Reason.DEPENDENCY_CYCLE;
            assertThat(refusedForCycle).isEqualTo(reachesItself(resources));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aResourceMayRunWhenEachClauseHasAnOnlineMember(@ForAll("graphs") List<ResourceSpec> resources,
            @ForAll int choice) {
        var random = new Random(choice);
        var online = new TreeSet<ResourceName>();
        resources.stream().map(ResourceSpec::name).filter(n -> random.nextBoolean()).forEach(online::add);
        for (var resource : resources) {
            boolean expected = true;
            for (var clause : resource.dependsOn()) {
                expected &= clause.members().stream().anyMatch(online::contains);
            }
            assertThat(Dependencies.of(resources).satisfied(resource.name(), online::contains)).isEqualTo(expected);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void providersAreWhatIsReachable(@ForAll("graphs") List<ResourceSpec> resources) {
        var closure = closure(resources);
        for (var resource : resources) {
            assertThat(Dependencies.of(resources).providers(resource.name())).isEqualTo(closure.get(resource.name()));
            assertThat(Dependencies.of(resources).isTopLevel(resource.name()))
                    .isEqualTo(
                            resources.stream().noneMatch(r -> direct(resources, r.name()).contains(resource.name())));
        }
    }

    private static boolean reachesItself(List<ResourceSpec> resources) {
        return closure(resources).entrySet().stream().anyMatch(e -> e.getValue().contains(e.getKey()));
    }

    /// Warshall's way: unlike the search that it checks.
    private static TreeMap<ResourceName, TreeSet<ResourceName>> closure(List<ResourceSpec> resources) {
        var reach = new TreeMap<ResourceName, TreeSet<ResourceName>>();
        resources.forEach(r -> reach.put(r.name(), direct(resources, r.name())));
        for (var via : resources) {
            for (var from : resources) {
                if (reach.get(from.name()).contains(via.name())) {
                    reach.get(from.name()).addAll(reach.get(via.name()));
                }
            }
        }
        return reach;
    }

    private static TreeSet<ResourceName> direct(List<ResourceSpec> resources, ResourceName of) {
        var direct = new TreeSet<ResourceName>();
        resources.stream().filter(r -> r.name().equals(of))
                .forEach(r -> r.dependsOn().forEach(c -> direct.addAll(c.members())));
        return direct;
    }

    /// Half of them without a cycle: there a resource only names others that come before it.
    @Provide
    Arbitrary<List<ResourceSpec>> graphs() {
        return Combinators
                .combine(Arbitraries.integers().between(1, 7), Arbitraries.longs(), Arbitraries.of(true, false))
                .as((size, seed, acyclic) -> {
                    var random = new Random(seed);
                    var names = new ArrayList<ResourceName>();
                    for (int i = 0; i < size; i++) {
                        names.add(new ResourceName("r" + i));
                    }
                    Collections.shuffle(names, random);
                    var resources = new ArrayList<ResourceSpec>();
                    for (int i = 0; i < size; i++) {
                        resources.add(resource(names.get(i), clauses(random,
                                acyclic ? names.subList(0, i) : names, acyclic ? 0.5 : 0.25)));
                    }
                    Collections.shuffle(resources, random);
                    return resources;
                });
    }

    /// Each of them in at most one clause of one or two members.
    private static List<AnyOf> clauses(Random random, List<ResourceName> from, double density) {
        var clauses = new ArrayList<AnyOf>();
        var members = new ArrayList<ResourceName>();
        for (var name : from) {
            if (random.nextDouble() < density) {
                members.add(name);
                if (random.nextBoolean()) {
                    clauses.add(new AnyOf(members));
                    members.clear();
                }
            }
        }
        if (!members.isEmpty()) {
            clauses.add(new AnyOf(members));
        }
        return clauses;
    }

    private static ResourceSpec resource(ResourceName name, List<AnyOf> dependsOn) {
        return new ResourceSpec(name, dependsOn, ResourcePolicy.DEFAULT, new ResourceKind.Process(
                List.of("/usr/bin/true"), new TreeMap<>(), Optional.empty(), Optional.empty(), 15));
    }
}
