package io.fci;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Networks;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    @Test
    void everyNetworkIsOneThatTheLogUnderstands() {
        assertThat(Interfaces.networks(false)).allMatch(Networks::isNetwork)
                .noneMatch(network -> network.startsWith("127.") || network.startsWith("fe80"));
    }

    @Test
    void loopbackCountsForADemonstrationOnly() {
        assertThat(Interfaces.networks(true)).allMatch(Networks::isNetwork)
                .anyMatch(network -> Networks.contains(network, "127.0.1.50"));
    }
}
