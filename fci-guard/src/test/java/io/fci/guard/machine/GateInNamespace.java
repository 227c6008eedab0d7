package io.fci.guard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.NfTables;
import io.fci.guard.linux.RouteNetlink;
import io.fci.guard.linux.SystemCallException;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.Shell;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Run by [GateTest] in a network namespace that ends with it: the gate against the real kernel, read back with `nft`.
final class GateInNamespace {
    private static final InetAddress V4 = InetAddress.ofLiteral("10.1.2.3");
    private static final InetAddress V6 = InetAddress.ofLiteral("fd00::5");
    private static final int RENEWALS = 2_000;

    private GateInNamespace() {}

    public static void main(String[] args) throws Exception {
        Shell.run("ip", "link", "add", "one", "type", "veth", "peer", "name", "two");
        Shell.run("ip", "link", "add", "odd;name", "type", "veth", "peer", "name", "fine");
        var notes = new ArrayList<String>();
        var links = RouteNetlink.open();
        var tables = new GateTables(NftCommand.find().orElseThrow(), links, List.of(V4), notes::add);
        assertThat(tables.concerns()).singleElement().asString().contains("'odd;name'");
        assertThat(rules()).contains("device \"one\"", "device \"two\"").as("left behind").contains("10.1.2.3");
        coversAddresses(tables);
        hooksANewInterface(tables);
        prolongsOnlyWhatIsOpen(tables);
        opensClosesAndComesBack(tables, notes);
    }

    private static void coversAddresses(GateTables tables) throws Exception {
        tables.cover(V6);
        assertThat(rules().split("fd00::5", -1)).as("in both tables").hasSize(3);
        tables.cover(V6);
        tables.uncover(V4);
        tables.uncover(V4);
        tables.cover(V4);
        tables.uncoverAll();
        assertThat(rules()).doesNotContain("10.1.2.3", "fd00::5");
    }

    private static void hooksANewInterface(GateTables tables) throws Exception {
        Shell.run("ip", "link", "add", "late", "type", "veth", "peer", "name", "later");
        tables.cover(V4);
        assertThat(rules()).contains("device \"late\"");
        Shell.run("ip", "link", "del", "late");
        tables.uncover(V4);
    }

    private static void prolongsOnlyWhatIsOpen(GateTables tables) throws Exception {
        try (var netlink = NfTables.open()) {
            refused(netlink, 60_000);
            netlink.apply(GateRules.open(true), 60);
            assertThat(leases()).isEqualTo(5);
            // Nothing of a refused change happened: that table by table one element is left would be a gate half open.
            Deadline.until("the elements expired", 5_000, () -> leases() == 0);
            refused(netlink, 60_000);
            assertThat(leases()).isZero();

            netlink.apply(GateRules.open(true), 60_000);
            netlink.apply(GateRules.open(true), 50_000);
            assertThat(rules()).as("a shorter time too").contains("timeout 50s").doesNotContain("timeout 1m");
            long[] took = new long[RENEWALS];
            for (int i = 0; i < RENEWALS; i++) {
                long start = BootClock.now();
                netlink.apply(GateRules.renew(true), 60_000);
                took[i] = BootClock.now() - start;
            }
            Arrays.sort(took);
            System.out.printf("gate: a renewal takes %d us (median of %d; 99 %%: %d us; longest %d us)%n",
                    took[RENEWALS / 2] / 1_000, RENEWALS, took[RENEWALS * 99 / 100] / 1_000,
                    took[RENEWALS - 1] / 1_000);
            netlink.apply(GateRules.close(true), 0);
            assertThat(leases()).isZero();
        }
    }

    private static void refused(NfTables netlink, long millis) {
        assertThatThrownBy(() -> netlink.apply(GateRules.renew(true), millis)).isInstanceOfSatisfying(
                SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(SystemCallException.ENOENT));
    }

    private static void opensClosesAndComesBack(GateTables tables, List<String> notes) throws Exception {
        var gate = new KernelGate(tables, notes::add);
        tables.cover(V4);
        gate.openUntil(BootClock.now() + 60_000_000_000L);
        Deadline.until("open", 5_000, () -> leases() == 5);
        gate.close();
        Deadline.until("closed", 5_000, () -> leases() == 0);
        gate.openUntil(BootClock.now() - 1);
        gate.openUntil(BootClock.now() + 300_000_000L);
        Deadline.until("open again", 5_000, () -> leases() == 5);
        Deadline.until("closed by the kernel", 5_000, () -> leases() == 0);

        Shell.run("nft", "flush", "ruleset");
        gate.openUntil(BootClock.now() + 60_000_000_000L);
        Deadline.until("back", 5_000, () -> leases() == 5);
        assertThat(rules().split("10.1.2.3", -1)).as("with its addresses, in both tables").hasSize(3);
        assertThat(notes).singleElement().asString().contains("they are back");
        gate.remove();
        assertThat(rules()).isBlank();
    }

    private static String rules() throws Exception {
        return Shell.run("nft", "list", "ruleset");
    }

    /// How many elements have not expired.
    private static int leases() throws Exception {
        return rules().split("expires", -1).length - 1;
    }
}
