package io.fci.codec.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.fci.core.log.Refusal.Reason;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourcePolicy;
import io.fci.v1.CustomResource;
import io.fci.v1.DependencyClause;
import io.fci.v1.GroupSpec;
import io.fci.v1.IpAddress;
import io.fci.v1.NetworkName;
import io.fci.v1.Process;
import io.fci.v1.Resource;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupReaderTest {
    private final GroupReader reader = new GroupReader(false);

    private static GroupSpec with(Consumer<Resource.Builder> change) {
        var resource = Resource.newBuilder().setId("r").setProcess(Process.newBuilder().addCommand("/bin/true"));
        change.accept(resource);
        return GroupSpec.newBuilder().addResources(resource).build();
    }

    private static GroupSpec process(Consumer<Process.Builder> change) {
        return with(r -> change.accept(r.getProcessBuilder()));
    }

    private static GroupSpec address(String text) {
        return with(r -> r.setIpAddress(IpAddress.newBuilder().setAddress(text)));
    }

    private static GroupSpec name(String text) {
        return with(r -> r.setNetworkName(NetworkName.newBuilder().setFqdn(text)));
    }

    private static Duration millis(long millis) {
        return Durations.of(millis);
    }

    record Row(GroupSpec spec, String field, String... words) {
        @Override
        public String toString() {
            return field + " " + List.of(words);
        }
    }

    static Stream<Row> rows() {
        var r = "spec.resources[0]";
        return Stream.of(
                new Row(with(b -> b.setId("")), r + ".id", "resource name is empty"),
                new Row(with(b -> b.setId("A")), r + ".id", "'A'", "a-z"),
                new Row(with(b -> b.setId("x".repeat(64))), r + ".id", "63"),
                new Row(with(b -> b.addDependsOn(DependencyClause.newBuilder().addAnyOf("b_d"))),
                        r + ".depends_on[0].any_of", "'b_d'"),
                new Row(with(b -> Collections.nCopies(65, DependencyClause.newBuilder().addAnyOf("x").build())
                        .forEach(b::addDependsOn)), r + ".depends_on", "65", "64"),
                new Row(with(b -> b.getPolicyBuilder().setMaxRestarts(-1)), r + ".policy.max_restarts", "-1",
                        "0 to 1000"),
                new Row(with(b -> b.getPolicyBuilder().setStartTimeout(millis(9))), r + ".policy.start_timeout",
                        "start timeout", "10ms to 1d"),
                new Row(with(b -> b.getPolicyBuilder().setStopTimeout(millis(86_400_001))), r + ".policy.stop_timeout",
                        "86400s", "10ms to 1d"),
                new Row(with(b -> b.getPolicyBuilder().setPeriod(Duration.newBuilder().setSeconds(Long.MAX_VALUE))),
                        r + ".policy.period", "1s to 30d"),
                new Row(with(b -> b.getPolicyBuilder().setRestartDelay(Duration.newBuilder().setNanos(-1))),
                        r + ".policy.restart_delay", "0s to 1d"),
                new Row(with(b -> b.getPolicyBuilder().setShallowInterval(millis(99))), r + ".policy.shallow_interval",
                        "100ms to 1d"),
                new Row(with(b -> b.getPolicyBuilder().setOnFailureValue(77)), r + ".policy.on_failure", "77"),
                new Row(process(Process.Builder::clearCommand), r + ".process.command", "empty"),
                new Row(process(p -> p.addAllCommand(Collections.nCopies(64, "x"))), r + ".process.command", "65",
                        "most is 64"),
                new Row(process(p -> p.addCommand("x".repeat(4_097))), r + ".process.command[1]", "4097", "4096"),
                new Row(process(p -> p.addCommand("a\0b")), r + ".process.command[1]", "NUL"),
                new Row(process(p -> p.setCommand(0, "python3")), r + ".process.command[0]", "'python3'",
                        "absolute path"),
                new Row(process(p -> p.putEnvironment("1A", "")), r + ".process.environment", "'1A'"),
                new Row(process(p -> p.putEnvironment("LD_PRELOAD", "x")), r + ".process.environment.LD_PRELOAD",
                        "other code"),
                new Row(process(p -> p.putEnvironment("FCI_EPOCH", "x")), r + ".process.environment.FCI_EPOCH",
                        "own name space"),
                new Row(process(p -> p.putEnvironment("A", "\0")), r + ".process.environment.A", "NUL"),
                new Row(process(p -> p.setUser("ro ot")), r + ".process.user", "'ro ot'"),
                new Row(process(p -> p.setWorkingDirectory("tmp")), r + ".process.working_directory", "'tmp'"),
                new Row(process(p -> p.setStopSignal("SIGSTOP")), r + ".process.stop_signal", "'SIGSTOP'", "SIGTERM"),
                new Row(name(""), r + ".network_name.fqdn", "empty", "orders.example.net"),
                new Row(name("orders"), r + ".network_name.fqdn", "'orders'", "at least two"),
                new Row(name("a_b.test"), r + ".network_name.fqdn", "'a_b.test'"),
                new Row(name(("x".repeat(63) + ".").repeat(4) + "test"), r + ".network_name.fqdn", "253"),
                new Row(with(b -> b.setNetworkName(NetworkName.newBuilder().setFqdn("a.b").setTtl(millis(1_500)))),
                        r + ".network_name.ttl", "fraction"),
                new Row(with(
                        b -> b.setIpAddress(IpAddress.newBuilder().setAddress("10.0.0.1/24").setInterface("eth0 "))),
                        r + ".ip_address.interface", "'eth0 '"),
                new Row(with(b -> b.setIpAddress(
                        IpAddress.newBuilder().setAddress("10.0.0.1/24").setAnnounceCount(101))),
                        r + ".ip_address.announce_count", "101", "1 to 100"),
                new Row(GroupSpec.newBuilder().setDescription("a\nb").build(), "spec.description", "control character"),
                new Row(GroupSpec.newBuilder().setDescription("x".repeat(1_025)).build(), "spec.description", "1025"),
                new Row(placement("n1", "N2"), "spec.placement.possible_nodes", "'N2'"),
                new Row(failovers(), "spec.failover.max_failovers", "1001"));
    }

    private static GroupSpec placement(String... nodes) {
        var spec = GroupSpec.newBuilder();
        spec.getPlacementBuilder().addAllPossibleNodes(List.of(nodes));
        return spec.build();
    }

    private static GroupSpec failovers() {
        var spec = GroupSpec.newBuilder();
        spec.getFailoverBuilder().setMaxFailovers(1_001);
        return spec.build();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatCannotMeanAnythingIsRefusedWithItsFieldAndOneSentence(Row row) {
        var thrown = catchThrowableOfType(Malformed.class, () -> reader.spec("spec", row.spec()));

        assertThat(thrown.field()).isEqualTo(row.field());
        assertThat(thrown.refusal().reason()).isEqualTo(Reason.INVALID_FIELD);
        assertThat(thrown.getMessage()).contains(row.words()).doesNotContain("\n").hasSizeLessThan(400);
    }

    @Test
    void aTypeThatNobodyKnowsIsRefusedWithThoseThereAre() {
        for (var spec : List.of(with(b -> b.setCustom(CustomResource.newBuilder().setType("tape"))),
                with(Resource.Builder::clearKind))) {
            var thrown = catchThrowableOfType(Malformed.class, () -> reader.spec("spec", spec));

            assertThat(thrown.refusal().reason()).isEqualTo(Reason.UNKNOWN_RESOURCE_TYPE);
            assertThat(thrown).hasMessageContaining("ip_address, network_name, process");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.77.0.50", "10.77.0.50/", "10.77.0.50/0", "10.77.0.50/33", "10.77.0.50/024",
            "10.77.0.50/24/1", "10.77.0/24", "10.77.0.256/24", "010.77.0.50/24", "orders/24", "10.77.0.0/24",
            "10.77.0.255/24", "127.0.0.1/8", "0.0.0.0/24", "0.1.2.3/24", "224.0.0.1/24", "240.0.0.1/24",
            "255.255.255.255/32", "2001:db8::50", "2001:db8::50/129", "2001:db8::/64", "::/128", "::1/128",
            "::ffff:10.77.0.50/128", "::ffff:a4d:32/128", "ff02::1/64", "fe80::1/64", "fe80::1%eth0/64",
            "2001:db8:::1/64"})
    void anAddressThatCannotMoveIsRefused(String text) {
        var thrown = catchThrowableOfType(Malformed.class, () -> reader.spec("spec", address(text)));

        assertThat(thrown.field()).isEqualTo("spec.resources[0].ip_address.address");
        assertThat(thrown).hasMessageStartingWith("address '" + text + "' ");
    }

    @Test
    void oneAddressHasOneText() {
        assertThat(ip("2001:0DB8:0:0::50/64")).isEqualTo("2001:db8::50");
        assertThat(ip("2001:db8:0:1:0:0:0:1/64")).isEqualTo("2001:db8:0:1::1");
        assertThat(ip("fd00:1:0:2:0:3:0:4/64")).isEqualTo("fd00:1:0:2:0:3:0:4");
        assertThat(ip("2001:0:0:1::1/64")).isEqualTo("2001:0:0:1::1");
        assertThat(ip("10.77.0.50/24")).isEqualTo("10.77.0.50");
        assertThat(ip("10.0.0.0/31")).isEqualTo("10.0.0.0");
    }

    private String ip(String text) {
        return ((ResourceKind.Address) reader.spec("spec", address(text)).resources().getFirst().kind()).ip();
    }

    @Test
    void aDemoOnOneMachineTakesItsOwnAddressesOnly() {
        var demo = new GroupReader(true);
        assertThat(demo.spec("spec", address("127.0.1.50/24")).resources()).hasSize(1);
        for (var text : List.of("10.77.0.50/24", "fd77::50/64")) {
            assertThat(catchThrowableOfType(Malformed.class, () -> demo.spec("spec", address(text))))
                    .hasMessageContaining("demo on one machine");
        }
    }

    @Test
    void whatIsNotSaidIsFilledIn() {
        var spec = reader.spec("spec", with(r -> {}));

        assertThat(spec.failover()).isEqualTo(io.fci.core.state.GroupSpec.FailoverPolicy.DEFAULT);
        assertThat(spec.resources().getFirst().policy()).isEqualTo(ResourcePolicy.DEFAULT);
        assertThat(((ResourceKind.Process) spec.resources().getFirst().kind()).stopSignal()).isEqualTo(15);
        assertThat(((ResourceKind.NetworkName) reader.spec("spec", name("Orders.FCI.test.")).resources()
                .getFirst().kind())).isEqualTo(new ResourceKind.NetworkName("orders.fci.test", 5));
    }

    @Test
    void namesAreTakenLongAndShort() {
        assertThat(ApiNames.group("f", "groups/orders")).isEqualTo(ApiNames.group("f", "orders"));
        assertThat(ApiNames.node("f", "nodes/n1")).isEqualTo(ApiNames.node("f", "n1"));
        assertThat(ApiNames.operation("f", "operations/12")).isEqualTo(ApiNames.operation("f", "12")).isEqualTo(12);
        for (var bad : List.of("", "nodes/orders/x", "groups/", "Ärger", "a".repeat(64), "-a", "a-")) {
            assertThat(catchThrowableOfType(Malformed.class, () -> ApiNames.group("f", bad))).as(bad).isNotNull();
        }
        assertThat(catchThrowableOfType(Malformed.class, () -> ApiNames.operation("f", "x"))).isNotNull();
        assertThat(catchThrowableOfType(Malformed.class, () -> GroupReader.etag("f", "x"))).isNotNull();
    }
}
