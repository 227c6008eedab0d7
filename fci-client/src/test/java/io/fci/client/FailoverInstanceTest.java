package io.fci.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.v1.DependencyClause;
import io.fci.v1.GroupSpec.DesiredState;
import io.fci.v1.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverInstanceTest {
    @Test
    void theNameDependsOnAllAddressesAndClientsDependOnTheName() {
        var group = FailoverInstance.named("orders")
                .address("10.77.0.50/24")
                .address("fd77::50/64")
                .address("10.78.0.50/24")
                .networkName("orders.fci.test")
                .process("/bin/a")
                .process("/bin/b")
                .possibleNodes(List.of("n1"))
                .toGroup();

        assertThat(group.getSpec().getResourcesList()).extracting(Resource::getId)
                .containsExactly("ip", "ip6", "ip-2", "name", "process", "process-2");
        assertThat(group.getSpec().getResources(3).getDependsOnList()).extracting(DependencyClause::getAnyOfList)
                .extracting(l -> l.get(0))
                .containsExactly("ip", "ip6", "ip-2");
        assertThat(group.getSpec().getResources(5).getDependsOn(0).getAnyOfList()).containsExactly("name");
        assertThat(group.getSpec().getDesiredState()).isEqualTo(DesiredState.DESIRED_STATE_ONLINE);
    }

    @Test
    void endpointsAreReadWithAndWithoutPortsAndBrackets() {
        assertThat(Endpoint.parse("n1")).isEqualTo(new Endpoint("n1", 7400));
        assertThat(Endpoint.parse("10.77.0.11:80")).isEqualTo(new Endpoint("10.77.0.11", 80));
        assertThat(Endpoint.parse("[fd77::11]:80")).isEqualTo(new Endpoint("fd77::11", 80));
        assertThat(Endpoint.parse("[::1]")).hasToString("[::1]:7400");
        for (var bad : List.of("", ":7400", "n1:", "n1:x", "n1:0", "n1:70000", "fd77::11", "[::1", "[::1]x")) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Endpoint.parse(bad))).as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + bad + "'");
        }
    }
}
