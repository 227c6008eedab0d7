package io.fci.codec.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Failback;
import io.fci.core.state.Group.Desired;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.GroupSpec.FailoverPolicy;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceKind.Announce;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourcePolicy.OnFailure;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Takeover;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SpecRoundTripPropertyTest {
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadAsWhatItWas(@ForAll("specs") GroupSpec spec, @ForAll Desired desired) {
        var written = SpecWriter.write(spec, desired);
        var reader = new GroupReader(false);

        assertThat(reader.spec("spec", written)).isEqualTo(spec);
        assertThat(reader.desired("spec.desired_state", written)).contains(desired);
        assertThat(SpecWriter.write(reader.spec("spec", written), desired)).isEqualTo(written);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void anAddressThatIsAcceptedReadsBackAsItself(@ForAll int a, @ForAll int b, @ForAll int c, @ForAll int d) {
        var groups = "%x:%x:%x:%x:%x:%x:%x:%x".formatted(a >>> 16 & 0x1fff | 0x2000, a & 0xffff, b >>> 16, b & 0xff,
                c >>> 16 & 0xf, c & 3, d >>> 16 & 1, d & 0xffff | 1);
        var once = AddressText.parse("f", groups + "/64", false);

        assertThat(AddressText.parse("f", once.ip() + "/64", false)).isEqualTo(once);
        assertThat(io.fci.core.state.Networks.bytes(once.ip())).isEqualTo(io.fci.core.state.Networks.bytes(groups));
    }

    @Provide
    Arbitrary<GroupSpec> specs() {
        var failover = Combinators
                .combine(Arbitraries.integers().between(0, 1_000).optional(), millis(1_000, 86_400_000L))
                .as((max, period) -> new FailoverPolicy(max.map(OptionalInt::of).orElse(OptionalInt.empty()), period));
        return Combinators
                .combine(labels().map(NodeName::new).list().ofMaxSize(3),
                        labels().map(NodeName::new).list().ofMaxSize(2),
                        failover, resources().list().ofMaxSize(4), Arbitraries.strings().alpha().ofMaxLength(20),
                        failbacks(), labels().list().ofMaxSize(2), Arbitraries.integers().between(0, 1_000))
                .as((possible, preferred, policy, resources, description, failback, keys, priority) -> new GroupSpec(
                        possible, preferred, policy, resources, description, Takeover.MANUAL, failback,
                        new GroupSpec.Apart(keys, priority % 2 == 0), priority));
    }

    private static Arbitrary<Failback> failbacks() {
        var minutes = Arbitraries.integers().between(0, 1_439);
        var windows = Combinators.combine(minutes, minutes, Arbitraries.of("UTC", "Europe/Berlin"))
                .as(Failback.Window::new);
        var inWindow = Combinators.combine(windows, millis(0, 86_400_000L))
                .as((window, stable) -> new Failback(Failback.Mode.IN_WINDOW, Optional.of(window), stable));
        var without = Combinators.combine(Arbitraries.of(Failback.Mode.NEVER, Failback.Mode.IMMEDIATE),
                millis(0, 86_400_000L)).as((mode, stable) -> new Failback(mode, Optional.empty(), stable));
        return Arbitraries.oneOf(inWindow, without);
    }

    private Arbitrary<ResourceSpec> resources() {
        var dependencies = labels().map(ResourceName::new).list().ofMinSize(1).ofMaxSize(3)
                .map(ResourceSpec.AnyOf::new).list().ofMaxSize(3);
        var policies = Combinators
                .combine(Arbitraries.of(OnFailure.class), Arbitraries.integers().between(0, 1_000),
                        millis(1_000, 86_400_000L), millis(0, 60_000), millis(100, 60_000), millis(10, 3_600_000),
                        millis(10, 3_600_000), millis(1_000, 86_400_000L).optional())
                .as((onFailure, restarts, period, delay, check, start, stop, retry) -> new ResourcePolicy(onFailure,
                        restarts, period, delay, check, start, stop,
                        retry.map(OptionalLong::of).orElse(OptionalLong.empty())));
        return Combinators.combine(labels().map(ResourceName::new), dependencies, policies, kinds())
                .as(ResourceSpec::new);
    }

    private Arbitrary<ResourceKind> kinds() {
        var announce = Combinators
                .combine(Arbitraries.integers().between(1, 100), Arbitraries.integers().between(10, 60_000))
                .as(Announce::new);
        var iface = Arbitraries.of("eth0", "bond0.7").optional();
        var v4 = Combinators
                .combine(Arbitraries.integers().between(1, 254), Arbitraries.integers().between(8, 30), iface, announce,
                        Arbitraries.of(true, false))
                .as((host, length, on, a,
                        check) -> (ResourceKind) new ResourceKind.IpAddress("10.0.1." + (host & ~3 | 1),
                                length, on, a, check));
        var v6 = Combinators
                .combine(Arbitraries.integers().between(1, 0xffff), iface, announce, Arbitraries.of(true, false))
                .as((host, on, a, check) -> (ResourceKind) new ResourceKind.Ipv6Address(
                        "fd77::" + Integer.toHexString(host), 64, on, a, check));
        var names = Combinators.combine(labels(), Arbitraries.integers().between(1, 86_400))
                .as((label, ttl) -> (ResourceKind) new ResourceKind.NetworkName(label + ".fci.test", ttl));
        var arguments = Arbitraries.strings().excludeChars('\0').ofMaxLength(10).list().ofMaxSize(5);
        var processes = Combinators
                .combine(arguments, arguments, Arbitraries.of("postgres", "1000").optional(),
                        Arbitraries.of("/", "/tmp").optional(),
                        Arbitraries.of(1, 2, 3, 9, 10, 12, 15, 28))
                .as((tail, values, user, directory, signal) -> (ResourceKind) new ResourceKind.Process(
                        Stream.concat(Stream.of("/bin/x"), tail.stream()).toList(),
                        environment(values), user, directory, signal));
        return Arbitraries.oneOf(v4, v6, names, processes);
    }

    private static TreeMap<String, String> environment(List<String> values) {
        var map = new TreeMap<String, String>();
        values.forEach(v -> map.put("KEY_" + map.size(), v));
        return map;
    }

    private static Arbitrary<Long> millis(long least, long most) {
        return Arbitraries.longs().between(least, most);
    }

    private static Arbitrary<String> labels() {
        return Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(12).map(s -> "a" + s);
    }
}
