package io.fci.guard.hands;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.linux.BootClock;
import io.fci.guard.machine.Addresses;
import io.fci.guard.machine.Gate;
import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.LoopbackMachine;
import io.fci.guard.machine.Machine;
import io.fci.guard.machine.Processes;
import io.fci.guard.wire.Claim;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.TeardownStep;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        private boolean hangs;

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
            return hangs;
        }

        @Override
        public void kill(GroupEpoch of, String resource) {}

        @Override
        public void remove(GroupEpoch of, String resource) {}

        @Override
        public List<String> resources(GroupEpoch of) {
            return hangs ? List.of("web") : List.of();
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
                new LeaseFiles(home, permission, _ -> {}), _ -> {}, Optional.empty(), _ -> {});
        var teardown = new Teardown(machine, hands, _ -> fenced.completeExceptionally(new AssertionError("verified")),
                fenced::complete);
        teardown.begin(new Teardown.Loss(3, "a test", BootClock.now(), 50_000_000));
        assertThat(fenced.get(10, TimeUnit.SECONDS)).contains("incarnation 3 (a test) is not gone after 50 ms",
                "orders.7/web is busy");
    }

    /// A process that not even a kill ends, which cannot be made here for real: a seam of the machine stands for it.
    @Test
    void whatHangsIsNeverReleasedAndFencesTheNodeIfThatIsMoreThanAKill() throws Exception {
        var machine = new Stubborn(LoopbackMachine.in(home).addresses(), 0);
        var permission = new Permission();
        permission.until(1, Long.MAX_VALUE);
        var fenced = new CompletableFuture<String>();
        for (var fence : List.<Optional<java.util.function.Consumer<String>>>of(Optional.empty(),
                Optional.of(fenced::complete))) {
            machine.hangs = true;
            var hands = new GuardHands(machine, Profile.LAN, permission, new Reaper(_ -> {}), home,
                    new LeaseFiles(home, permission, _ -> {}), _ -> {}, fence,
                    _ -> {});
            assertThat(ask(hands, new HandsRequest.Open(ORDERS))).isEqualTo(new HandsAnswer.Done());
            assertThat(refusal(ask(hands, new HandsRequest.Close(ORDERS)))).isEqualTo(HandsReason.NOT_STOPPED);
            assertThat(refusal(ask(hands, new HandsRequest.Kill(ORDERS, "web")))).isEqualTo(HandsReason.NOT_STOPPED);
            assertThat(fenced).isNotDone();
            var last = ask(hands, new HandsRequest.Fence(ORDERS, "web"));
            if (fence.isEmpty()) {
                assertThat(refusal(last)).isEqualTo(HandsReason.NOT_STOPPED);
            } else {
                assertThat(fenced.join()).isEqualTo(
                        "group 'orders' epoch 7 is not stopped: resource 'web' still has processes");
            }
            machine.hangs = false;
            assertThat(refusal(ask(hands, new HandsRequest.Fence(ORDERS, "web")))).isEqualTo(HandsReason.NOT_RUNNING);
            assertThat(ask(hands, new HandsRequest.Close(ORDERS))).isEqualTo(new HandsAnswer.Done());
        }
    }

    private static final Claim ORDERS = new Claim(1, "orders", 7);

    private static HandsAnswer ask(GuardHands hands, HandsRequest.Claimed request) throws Exception {
        var answer = new CompletableFuture<HandsAnswer>();
        hands.perform(request, answer::complete);
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static HandsReason refusal(HandsAnswer answer) {
        return ((HandsAnswer.Refused) answer).reason();
    }
}
