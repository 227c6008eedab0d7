package io.fci.guard.hands;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.linux.BootClock;
import io.fci.guard.machine.Addresses;
import io.fci.guard.machine.Gate;
import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.LoopbackMachine;
import io.fci.guard.machine.Machine;
import io.fci.guard.machine.Processes;
import io.fci.guard.wire.TeardownStep;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeardownTest {
    @TempDir
    Path home;

    /// A machine on which something starts late, a given number of times; or never ends.
    private static final class Stubborn implements Machine, Processes {
        private final Addresses addresses;
        private int lateStarters;
        private int kills;

        Stubborn(Addresses addresses, int lateStarters) {
            this.addresses = addresses;
            this.lateStarters = lateStarters;
        }

        @Override
        public Processes processes() {
            return this;
        }

        @Override
        public Processes daemon() {
            return this;
        }

        @Override
        public Addresses addresses() {
            return addresses;
        }

        @Override
        public Gate gate() {
            return new Gate() {
                @Override
                public void openUntil(long deadlineNanos) {}

                @Override
                public void close() {}

                @Override
                public void forgetAddresses() {}

                @Override
                public void remove() {}
            };
        }

        @Override
        public List<String> concerns() {
            return List.of();
        }

        @Override
        public void killAll() {
            kills++;
        }

        @Override
        public boolean anyRunning() {
            return false;
        }

        @Override
        public void removeAll() throws IOException {
            if (lateStarters > 0) {
                lateStarters--;
                throw new IOException("orders.7/web is busy");
            }
        }

        @Override
        public void open(GroupEpoch of) {}

        @Override
        public boolean isOpen(GroupEpoch of) {
            return false;
        }

        @Override
        public List<GroupEpoch> open() {
            return List.of();
        }

        @Override
        public List<String> joining(GroupEpoch of, String resource, List<String> argv) {
            return argv;
        }

        @Override
        public boolean running(GroupEpoch of, String resource) {
            return false;
        }

        @Override
        public void kill(GroupEpoch of, String resource) {}

        @Override
        public void remove(GroupEpoch of, String resource) {}

        @Override
        public List<String> resources(GroupEpoch of) {
            return List.of();
        }

        @Override
        public void remove(GroupEpoch of) {}
    }

    @Test
    void aLateStarterIsKilledAgainAndAddressesGo() throws Exception {
        var loopback = LoopbackMachine.in(home);
        var address = InetAddress.ofLiteral("127.0.1.50");
        loopback.addresses().add(new Addresses.Target(1, "lo"), address, 1);
        var machine = new Stubborn(loopback.addresses(), 2);
        var steps = new ArrayList<TeardownStep>();
        assertThat(Teardown.tearDown(machine, BootClock.now() + 5_000_000_000L, steps)).isEmpty();
        assertThat(machine.kills).isEqualTo(3);
        assertThat(loopback.addresses().marked()).isEmpty();
        assertThat(steps.getLast().what()).isEqualTo("verify");
    }

    @Test
    void whatIsNotGoneInTimeIsReportedForTheSelfFence() throws Exception {
        var machine = new Stubborn(LoopbackMachine.in(home).addresses(), Integer.MAX_VALUE);
        var fenced = new CompletableFuture<String>();
        var permission = new Permission();
        var hands = new GuardHands(machine, Profile.LAN, permission, new Reaper(_ -> {}), home,
                new LeaseFiles(home, permission, _ -> {}), _ -> {}, _ -> {});
        var teardown = new Teardown(machine, hands, _ -> fenced.completeExceptionally(new AssertionError("verified")),
                fenced::complete);
        teardown.begin(new Teardown.Loss(3, "a test", BootClock.now(), 50_000_000));
        assertThat(fenced.get(10, TimeUnit.SECONDS)).contains("incarnation 3 (a test) is not gone after 50 ms",
                "orders.7/web is busy");
    }
}
