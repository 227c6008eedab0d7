package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each way to fence, with the settings that ask for it, up to the call that would restart this machine.
class SelfFenceTest {
    private static final String SETTINGS = """
            cluster.id=3d9bb2f0-1111-4222-8333-444455556666
            cluster.name=shop
            node=a
            lease.address=127.0.0.1:7400
            peers=a=127.0.0.1:7400
            profile=safe
            run=/run/fci
            data=/var/lib/fci
            """;

    private final List<String> done = new ArrayList<>();

    @Test
    void killEndsTheGuardAndNothingElse() throws Exception {
        fence("self_fence=kill").fence("a test");
        assertThat(done).containsExactly("starve", "halt 70");
    }

    @Test
    void rebootRestartsTheMachineThatItsHostNameConfirms() throws Exception {
        fence("self_fence=reboot\nself_fence_confirmed=" + hostname()).fence("a test");
        assertThat(done).containsExactly("starve", "restart", "halt 70");
    }

    @Test
    void aMachineThatDoesNotRestartIsLeftByItsGuardAllTheSame() throws Exception {
        fence("self_fence=reboot\nself_fence_confirmed=" + hostname(), () -> {
            done.add("restart");
            throw new IOException("not permitted");
        }).fence("a test");
        assertThat(done).containsExactly("starve", "restart", "halt 70");
    }

    @Test
    void theWatchdogIsLeftCountingAndNeverDisarmed() throws Exception {
        fence("self_fence=watchdog\nwatchdog.device=/dev/watchdog\nwatchdog.seconds=4").fence("a test");
        assertThat(done).containsExactly("starve", "halt 70");
    }

    private SelfFence fence(String settings) throws Exception {
        return fence(settings, () -> done.add("restart"));
    }

    private SelfFence fence(String settings, SelfFence.Restart restart) throws Exception {
        var kind = Settings.parse(SETTINGS + settings, hostname()).selfFence();
        return new SelfFence(kind, new Watchdog() {
            @Override
            public void freshUntil(long nanos) {
                done.add("fresh");
            }

            @Override
            public void starve() {
                done.add("starve");
            }

            @Override
            public void disarm() {
                done.add("disarm");
            }
        }, restart, status -> done.add("halt " + status));
    }

    private static String hostname() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }
}
