package io.fci.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.config.NodeConfig.Ports;
import io.fci.config.NodeConfig.SelfFence;
import io.fci.core.state.NodeName;
import io.fci.core.state.Sorted;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GuardSettingsPropertyTest {
    private static NodeConfig config(Path run, int dnsPort, OptionalInt uid) throws IOException {
        var nodes = Sorted.with(Sorted.with(Sorted.<NodeName, InetAddress>empty(), new NodeName("n1"),
                InetAddress.ofLiteral("10.77.0.11")), new NodeName("n2"), InetAddress.ofLiteral("fd77::12"));
        return new NodeConfig(UUID.fromString("2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10"), "lab", new NodeName("n2"), nodes,
                Path.of("/var/lib/fci"), run, new Ports(7400, 7401, 7402, dnsPort), "fci.test", Profile.LAN,
                SelfFence.KILL, Optional.empty(), Optional.empty(), Optional.of(Path.of("/etc/fci/cluster.key")), true,
                uid,
                false, Optional.empty());
    }

    private static Properties loaded(String text) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }

    @Test
    void settingsAreTheseLines() throws IOException {
        var text = GuardSettings.of(config(Path.of("/run/fci"), 53, OptionalInt.of(7402)),
                List.of("/opt/fci/bin/fcid", "--config", "/etc/fci/fci.yaml"));

        assertThat(text).isEqualTo("""
                cluster.id=2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10
                cluster.name=lab
                node=n2
                lease.address=[fd77:0:0:0:0:0:0:12]:7402
                peers=n1=10.77.0.11:7402,n2=[fd77:0:0:0:0:0:0:12]:7402
                cluster.key=/etc/fci/cluster.key
                insecure=true
                profile=lan
                lease.renew_ms=50
                lease.lease_ms=300
                lease.reaction_ms=100
                self_fence=kill
                self_fence_confirmed=
                run=/run/fci
                data=/var/lib/fci
                daemon.uid=7402
                daemon.command=/opt/fci/bin/fcid\\u001f--config\\u001f/etc/fci/fci.yaml
                daemon.ports_below_1024=true
                demo_loopback=false
                """);
    }

    @Test
    void highPortsNeedNoCapability() throws IOException {
        var settings = loaded(GuardSettings.of(config(Path.of("/run/fci"), 1024, OptionalInt.empty()), List.of("d")));

        assertThat(settings).containsEntry("daemon.ports_below_1024", "false").containsEntry("daemon.uid", "");
    }

    @Test
    void commandThatCannotBeToldApartIsRefused() throws IOException {
        var config = config(Path.of("/run/fci"), 53, OptionalInt.empty());

        assertThatThrownBy(() -> GuardSettings.of(config, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GuardSettings.of(config, List.of("a\u001fb")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void whatIsWrittenIsWhatTheGuardReads(@ForAll @Size(min = 1, max = 5) List<String> command, @ForAll String name)
            throws IOException {
        var arguments = command.stream().map(a -> a.replace('\u001f', '_')).toList();
        var run = Path.of("/run/" + name.replace('\0', '_').replace('/', '_').replaceAll("[^\\x01-\\x7e]", " "));
        var text = GuardSettings.of(config(run, 53, OptionalInt.empty()), arguments);

        var settings = loaded(text);
        assertThat(text.lines()).hasSize(19);
        assertThat(settings.getProperty("daemon.command").split("\u001f", -1)).containsExactlyElementsOf(arguments);
        assertThat(settings.getProperty("run")).isEqualTo(run.toString());
    }
}
