package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.guard.linux.WatchdogDevice;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.Shell;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong(1_000 * MILLI);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final PettedWatchdog watchdog = new PettedWatchdog(new PettedWatchdog.Device() {
        @Override
        public void pet() throws IOException {
            done.add("pet at " + now.get() / MILLI);
        }

        @Override
        public void disarm() {
            done.add("disarm");
        }
    }, now::get, done::add);

    @Test
    void itIsPettedOnlyWhileThatIsFresh() throws Exception {
        fresh(1_050);
        Deadline.until("petted", 10_000, () -> done.equals(List.of("pet at 1000")));
        // Time alone makes nobody pet, nor does a word that comes too late, nor one that follows at once.
        now.set(1_060 * MILLI);
        fresh(1_110);
        now.set(1_300 * MILLI);
        fresh(1_200);
        watchdog.starve();
        now.set(1_500 * MILLI);
        fresh(1_550);
        Deadline.until("petted again", 10_000, () -> done.equals(List.of("pet at 1000", "pet at 1500")));
        watchdog.disarm();
        now.set(2_000 * MILLI);
        fresh(2_050);
        watchdog.disarm();
        assertThat(done).containsExactly("pet at 1000", "pet at 1500", "disarm", "disarm");
    }

    private void fresh(long millis) {
        watchdog.freshUntil(millis * MILLI);
    }

    @Test
    void coverIsClaimedOnlyWhereTheMachineRestartsInTime() {
        assertThat(Watchdog.uncovered(Profile.SAFE, 4)).isEmpty();
        assertThat(Watchdog.uncovered(Profile.SAFE, 5)).hasValueSatisfying(
                why -> assertThat(why).contains("up to 5500 ms", "profile safe", "after 5000 ms"));
        assertThat(Watchdog.uncovered(Profile.WAN, 9)).isEmpty();
        for (var profile : List.of(Profile.FAST, Profile.LAN)) {
            assertThat(Watchdog.uncovered(profile, 1)).as(profile.word()).isPresent();
        }
    }

    @Test
    void whatIsNoWatchdogIsRefused(@TempDir Path home) throws Exception {
        var file = Files.createFile(home.resolve("watchdog"));
        assertThatThrownBy(() -> WatchdogDevice.arm(file, 4)).hasMessage("it is not a device");
        assertThat(file).isEmptyFile();
        assertThatThrownBy(() -> WatchdogDevice.arm(Path.of("/dev/null"), 4))
                .hasMessageStartingWith("it is no watchdog: ioctl: Inappropriate ioctl");
        assertThatThrownBy(() -> WatchdogDevice.arm(home.resolve("nothing"), 4)).isInstanceOf(IOException.class);
    }

    private static final int ALL = 0x8180;
    private static final int NO_MAGIC_CLOSE = 0x8080;
    private static final int NO_TIMEOUT = 0x8100;

    /// By real system calls, which the kernel hands to a process of the test bed instead of a driver.
    @Test
    void aDeviceIsSetPettedAndDisarmed() throws Exception {
        assertThat(armed(ALL, 0)).containsExactly("GETSUPPORT", "SETTIMEOUT 4", "a fake: 4 s", "KEEPALIVE", "KEEPALIVE",
                "magic V", "disarmed");
        assertThat(armed(ALL, 60)).as("one that knows one timeout only").contains("a fake: 60 s");
        assertThat(armed(NO_MAGIC_CLOSE, 0)).as("disarmed before it is refused, as far as it can be")
                .containsExactly("GETSUPPORT", "magic V", "refused: the watchdog 'a fake' cannot be told that it is"
                        + " closed on purpose (magic close), so that ending this node would restart its machine");
        assertThat(armed(NO_TIMEOUT, 0)).containsExactly("GETSUPPORT", "magic V",
                "refused: the watchdog 'a fake' has a timeout that cannot be set");
    }

    private static List<String> armed(int options, int timeout) throws Exception {
        return Shell.run("/usr/bin/python3", "src/test/resources/watchdog.py", Integer.toString(options),
                Integer.toString(timeout), ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                "target/classes:target/test-classes", Armed.class.getName(), "/dev/null").lines().toList();
    }

    /// Arms a device for four seconds, pets it twice and disarms it.
    static final class Armed {
        public static void main(String[] args) throws Exception {
            try {
                var device = WatchdogDevice.arm(Path.of(args[0]), 4);
                System.out.println(device.identity() + ": " + device.timeoutSeconds() + " s");
                device.pet();
                device.pet();
                device.disarm();
                System.out.println("disarmed");
            } catch (IOException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
