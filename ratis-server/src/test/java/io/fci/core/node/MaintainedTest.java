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
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is in maintenance is not checked, and does not wake the node to find that out.
class MaintainedTest {
    private static final EpochKey KEY = new EpochKey(new GroupName("sql"), 5);
    private static final ResourceSpec APP = new ResourceSpec(new ResourceName("app"), List.of(),
            ResourcePolicy.DEFAULT, new ResourceKind.Process(List.of("/bin/app"), new TreeMap<>(), Optional.empty(),
                    Optional.empty(), 15));
    private static final long NOW = 10_000;
    private static final long DUE = 9_000;

    @Test
    void aCheckThatIsDueIsMadeUnlessItIsInMaintenance() {
        assertThat(Reconcile.steps(orders(false, true), observed(), 2, NOW)).containsExactly(new Step.Check(KEY, 2,
                APP));
        assertThat(Reconcile.steps(orders(true, true), observed(), 2, NOW)).isEmpty();
    }

    @Test
    void nobodyLooksForItsCheck() {
        assertThat(Reconcile.nextLook(orders(false, true), observed(), NOW, NOW + 5_000)).isLessThan(NOW + 5_000);
        assertThat(Reconcile.nextLook(orders(true, true), observed(), NOW, NOW + 5_000)).isEqualTo(NOW + 5_000);
    }

    @Test
    void itStopsLikeEverythingElse() {
        assertThat(Reconcile.steps(orders(true, false), observed(), 2, NOW)).containsExactly(new Step.Stop(KEY, 2,
                APP));
    }

    private static Orders orders(boolean maintained, boolean run) {
        var resources = new TreeMap<ResourceName, ResourceOrder>();
        resources.put(APP.name(), new ResourceOrder(1, false, false, false, maintained));
        return new Orders(List.of(new GroupOrder(KEY.group(), 2, KEY.epoch(), run, new GroupSpec(List.of(), List.of(),
                GroupSpec.FailoverPolicy.DEFAULT, List.of(APP), ""), resources)));
    }

    private static Observed observed() {
        var resources = new TreeMap<ResourceName, Observed.Resource>();
        resources.put(APP.name(), new Observed.Resource(APP, 1, Phase.RUNNING, false, 0, DUE, false));
        var held = new TreeMap<EpochKey, Held>();
        held.put(KEY, new Held(2, true, false, resources));
        return new Observed(held, new TreeSet<>());
    }
}
