package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.guard.wire.Profile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final String GOOD = """
            cluster.id=3d9bb2f0-1111-4222-8333-444455556666
            cluster.name=shop
            node=a
            lease.address=10.0.0.1:7400
            peers=a=10.0.0.1:7400,b=[fd77::2]:7400
            cluster.key=/etc/fci/cluster.key
            profile=lan
            self_fence=kill
            run=/run/fci
            data=/var/lib/fci
            daemon.command=/opt/fci/bin/fcid\\u001f--config\\u001f/etc/fci/a b.yaml
            daemon.uid=7001
            """;

    @Test
    void everyKeyIsRead() throws Exception {
        var settings = Settings.parse(GOOD, "host1");
        assertThat(settings.peers()).containsOnlyKeys("a", "b");
        assertThat(Settings.text(settings.peers().get("b"))).isEqualTo("[fd77:0:0:0:0:0:0:2]:7400");
        assertThat(settings.profile()).isEqualTo(Profile.LAN);
        assertThat(Settings.parse(GOOD + "lease.renew_ms=75", "host1").profile())
                .isEqualTo(new Profile("lan", 75, 300, 100));
        assertThat(settings.daemonCommand()).containsExactly("/opt/fci/bin/fcid", "--config", "/etc/fci/a b.yaml");
        assertThat(settings.daemonUid()).hasValue(7001);
        assertThat(settings.clusterKey()).hasValue(Path.of("/etc/fci/cluster.key"));
        assertThat(settings.demoLoopback()).isFalse();
        assertThat(settings.selfFence()).isEqualTo(SelfFence.Kind.KILL);
    }

    @Test
    void eachFaultIsOneSentenceThatNamesTheKeyAndTheValue() {
        refused(GOOD + "colour=red", "unknown key 'colour'");
        refused(GOOD.replace("self_fence=kill", ""), "key 'self_fence' is missing: it says what to do");
        refused(GOOD.replace("=kill", "=reboot"), "confirm it with self_fence_confirmed=host1 (it says '')");
        refused(GOOD.replace("=kill", "=reboot") + "self_fence_confirmed=host2", "it says 'host2'");
        refused(GOOD.replace("=kill", "=watchdog"), "key 'watchdog.seconds' is missing");
        refused(GOOD.replace("=kill", "=watchdog") + "watchdog.seconds=4", "key 'watchdog.device' is missing");
        refused(GOOD.replace("=kill", "=watchdog") + "watchdog.seconds=4s\nwatchdog.device=/dev/watchdog",
                "watchdog.seconds '4s' is not a number from 1 to 9999");
        refused(GOOD.replace("=kill", "=maybe"), "self_fence 'maybe' is none of");
        refused(GOOD.replace("=lan", "=quick"), "profile 'quick' is none of fast, lan, relaxed, safe, wan");
        refused(GOOD + "lease.renew_ms=80", "the times of the lease do not hold: lease is 300 ms and must be at least"
                + " 320 ms (four renewals of 80 ms, of which three may be lost): 20 ms too little");
        refused(GOOD + "lease.lease_ms=-1", "lease.lease_ms '-1' is not a number of milliseconds");
        refused(GOOD.replace("10.0.0.1:7400", "host:7400"), "'host:7400' is not address:port");
        refused(GOOD.replace("peers=a=10.0.0.1", "peers=a=10.0.0.9"), "lease.address is 10.0.0.1:7400");
        refused(GOOD.replace("b=[fd77::2]", "b=10.0.0.1"), "two nodes have the same address");
        refused(GOOD.replace("cluster.id=3d9", "cluster.id=x"), "is not a UUID");
        refused(GOOD.replace("run=/run/fci", "run=run"), "run 'run' is not an absolute path");
        refused(GOOD.replace("run=/run/fci", "run=/" + "x".repeat(100)), "is too long a path");
        refused(GOOD.replace("key=/etc/", "key=etc/"), "cluster.key 'etc/fci/cluster.key' is not an absolute path");
        refused(GOOD.replace("cluster.key=/etc/fci/cluster.key", ""),
                "key 'cluster.key' is missing: lease.address 10.0.0.1:7400 is on a network");
        refused(GOOD + "insecure=maybe", "insecure 'maybe' is neither true nor false");
        refused(GOOD + "demo_loopback=true", "lease.address 10.0.0.1:7400 is not a loopback address");
        refused(GOOD + "demo_loopback=yes", "demo_loopback 'yes' is neither true nor false");
    }

    @Test
    void withoutAKeyAGuardRunsWhereEverybodyIsTrusted() throws Exception {
        var keyless = GOOD.replace("cluster.key=/etc/fci/cluster.key", "");
        assertThat(Settings.parse(keyless + "insecure=true", "host1").clusterKey()).isEmpty();
        assertThat(Settings.parse(keyless.replace("10.0.0.1", "127.0.0.1"), "host1").clusterKey()).isEmpty();
    }

    @Test
    void rebootConfirmedByThisHostsNameIsAccepted() throws Exception {
        var settings = Settings.parse(GOOD.replace("=kill", "=reboot") + "self_fence_confirmed=host1", "host1");
        assertThat(settings.selfFence()).isEqualTo(SelfFence.Kind.REBOOT);
    }

    @Test
    void aWatchdogIsReadWhereItIsTheFence() throws Exception {
        var given = "watchdog.seconds=4\nwatchdog.device=/dev/watchdog1\n";
        var settings = Settings.parse(GOOD.replace("=kill", "=watchdog") + given, "host1");
        assertThat(settings.watchdog())
                .contains(new Settings.WatchdogSettings(Path.of("/dev/watchdog1"), 4));
        assertThat(Settings.parse(GOOD + given, "host1").watchdog()).isEmpty();
    }

    private static void refused(String text, String sentence) {
        assertThatThrownBy(() -> Settings.parse(text, "host1")).isInstanceOf(SettingsException.class)
                .hasMessageContaining(sentence);
    }
}
