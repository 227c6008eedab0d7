package io.fci.guard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fci.guard.linux.Child;
import io.fci.guard.linux.Launch;
import io.fci.guard.linux.Self;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.Shell;
import io.fci.guard.wire.HandsReason;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What both kinds of places promise, tried on both.
class PlacesTest {
    private static final GroupEpoch ORDERS = new GroupEpoch("orders", 7);

    @TempDir
    Path home;

    private Optional<Path> cgroup = Optional.empty();

    @AfterEach
    void removeCgroup() throws InterruptedException {
        cgroup.ifPresent(path -> {
            try {
                Shell.tryRun("rmdir", path.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void cgroupsAreEmptiedByOneWriteAndLetNobodyStartLate() throws Exception {
        placesKeepTheirPromises(cgroups(), true);
    }

    @Test
    void processGroupsAreEndedAndLetNobodyStartLate() throws Exception {
        placesKeepTheirPromises(LoopbackMachine.in(home).processes(), false);
    }

    private void placesKeepTheirPromises(Processes processes, boolean sessionsToo) throws Exception {
        assertThatThrownBy(() -> processes.joining(ORDERS, "web", List.of("/bin/true")))
                .as("a place of a resource needs the epoch's").isInstanceOf(IOException.class);
        processes.open(ORDERS);
        var web = start(processes, "web", sessionsToo
                ? "setsid sleep 1000 & exec sleep 1000"
                : "sleep 1000 & exec sleep 1000");
        var log = start(processes, "log", "exec sleep 1000");
        assertThat(processes.anyRunning()).isTrue();
        assertThat(processes.resources(ORDERS)).containsExactlyInAnyOrder("web", "log");
        assertThatThrownBy(() -> processes.remove(ORDERS, "web")).isInstanceOf(IOException.class);

        processes.kill(ORDERS, "web");
        Deadline.until("web is gone", 5_000, () -> !processes.running(ORDERS, "web"));
        assertThat(ending(web).signal()).isEqualTo(9);
        assertThat(processes.running(ORDERS, "log")).isTrue();
        processes.remove(ORDERS, "web");

        var late = processes.joining(ORDERS, "late", List.of("/usr/bin/touch", home.resolve("ran").toString()));
        processes.killAll();
        Deadline.until("all are gone", 5_000, () -> !processes.anyRunning());
        assertThat(ending(log).signal()).isEqualTo(9);
        processes.removeAll();
        assertThat(processes.open()).isEmpty();
        var refused = ending(
                new Launch(late, List.of(), Optional.of(home.resolve("late.log")), Optional.empty()).start());
        assertThat(refused).isEqualTo(new Child.Ending(125, 0));
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void aStaleFileOfAnEndedProcessGroupEndsNobody() throws Exception {
        var processes = LoopbackMachine.in(home).processes();
        processes.open(ORDERS);
        Files.createDirectories(home.resolve("groups/orders.7/web"));
        var bystander = new ProcessBuilder("setsid", "sleep", "1000").start();
        try {
            // The number of a process that started at another time than the file says.
            var stat = Files.readString(Path.of("/proc/self/stat"));
            Files.writeString(home.resolve("groups/orders.7/web/" + bystander.pid()), stat);
            processes.killAll();
            assertThat(processes.anyRunning()).isFalse();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void theLoopbackVariantRefusesEveryOtherAddress() throws Exception {
        var addresses = LoopbackMachine.in(home).addresses();
        assertThatThrownBy(() -> addresses.target(InetAddress.ofLiteral("10.77.0.50"), 24, Optional.empty()))
                .isInstanceOfSatisfying(RefusedException.class,
                        e -> assertThat(e.answer().reason()).isEqualTo(HandsReason.NOT_LOOPBACK))
                .hasMessageContaining("10.77.0.50 is not within 127.0.0.0/8");
        assertThatThrownBy(() -> addresses.target(InetAddress.ofLiteral("::1"), 128, Optional.empty()))
                .isInstanceOf(RefusedException.class);
        var address = InetAddress.ofLiteral("127.0.1.50");
        addresses.add(addresses.target(address, 8, Optional.empty()), address, 1);
        assertThat(addresses.has(address)).isTrue();
        addresses.remove(address);
        assertThat(addresses.marked()).isEmpty();
    }

    private Child start(Processes processes, String resource, String script) throws Exception {
        var command = processes.joining(ORDERS, resource, new ArrayList<>(List.of("/bin/sh", "-c", script)));
        var child = new Launch(command, List.of("PATH=/usr/bin:/bin"), Optional.empty(), Optional.empty()).start();
        Deadline.until(resource + " runs", 5_000, () -> processes.running(ORDERS, resource));
        return child;
    }

    private static Child.Ending ending(Child child) throws Exception {
        assertThat(child.ended().readable(5_000)).isTrue();
        return child.collect().orElseThrow();
    }

    private Processes cgroups() throws IOException {
        assumeTrue(Self.root(), "needs root (cgroups)");
        var mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" - cgroup2 ")).map(line -> line.split(" ")[4]).findFirst();
        assumeTrue(mount.isPresent(), "needs a mounted cgroup2 file system");
        cgroup = Optional.of(Path.of(mount.get(), "fci-places-" + ProcessHandle.current().pid()));
        return new CgroupProcesses(cgroup.get());
    }
}
