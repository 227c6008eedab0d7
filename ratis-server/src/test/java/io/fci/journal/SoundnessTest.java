package io.fci.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Proposal;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SoundnessTest {
    private final List<List<String>> told = new ArrayList<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.EMPTY);
    private final Soundness soundness = new Soundness(state::get, told::add);

    @Test
    void aStateThatIsNotSoundIsToldOnce() {
        var a = new NodeName("a");
        var sound = Cluster.apply(State.EMPTY, new Entry(0, 0, List.of(Proposal.of(new Command.ClusterInit("c", List.of(
                new Command.ClusterInit.Member(a, new Node.Addresses("h:1", "h:2", "h:3"), true))))))).state();
        state.set(sound);
        soundness.look();
        assertThat(told).isEmpty();

        // As if a node were stored under the name of another one.
        state.set(new State(sound.clusterId(), sound.revision(), sound.clusterTime(), sound.featureLevel(),
                Sorted.with(sound.nodes(), new NodeName("b"), sound.nodes().get(a)), sound.groups(),
                sound.operations(), sound.requests(), sound.events()));
        soundness.look();
        soundness.look();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).isNotEmpty();
    }
}
