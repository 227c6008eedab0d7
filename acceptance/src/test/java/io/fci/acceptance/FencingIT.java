package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Groups whose lost owner has to be off for certain: they wait, say for what, and start as soon as it is.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class FencingIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofSeconds(60);

    private Lab lab;

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.DEFAULT);
        for (var node : lab.plan.nodes()) {
            lab.fci("node", "fencing", node, "--set", "switch", "--agent", "fence_lab", "--param", "plug=" + node,
                    "--param", "switch=" + powerSwitch()).orFail();
        }
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @AfterEach
    void whole() throws IOException {
        for (var node : lab.plan.nodes()) {
            if (Files.deleteIfExists(powerSwitch().resolve(node + ".is-off"))) {
                Files.deleteIfExists(powerSwitch().resolve(node + ".off"));
            }
        }
        lab.await("three nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
    }

    private static Path powerSwitch() {
        return Lab.directory().resolve("power");
    }

    @Test
    void aGroupWaitsUntilTheSwitchConfirmsThatItsLostOwnerIsOff() throws IOException {
        var sql = Instance.create(lab, "sql", 51, List.of(), "--takeover", "lease-and-fence");
        sql.answers();
        var before = sql.online();
        var works = eventually("the device was tested", SOON,
                () -> lab.fci("node", "fencing", before.owner()).orFail().out(),
                out -> out.contains("works"));
        assertThat(works).contains("fence_lab");
        try (var calls = sql.calls()) {
            calls.next();
            lab.kill(before.owner());
            // The machine is dead, but its switch does not say so.
            var request = powerSwitch().resolve(before.owner() + ".off");
            eventually("the switch is asked", SOON, () -> Files.exists(request), asked -> asked);
            var seen = lab.await("sql waits", SOON,
                    s -> s.group("sql").orElseThrow().state().equals("STATE_RECOVERING"));
            assertThat(seen.group("sql").orElseThrow().owner()).isEmpty();
            assertThat(lab.fci("status").orFail().out()).contains("sql is recovering since",
                    before.owner() + " may still run it and has to be turned off",
                    "fci node confirm-down " + before.owner());
            assertThat(lab.fci("node", "confirm-down", before.owner(), "--confirm", "n9").code()).isEqualTo(2);
            long confirmed = BootTime.now();
            Files.createFile(powerSwitch().resolve(before.owner() + ".is-off"));
            var next = calls.next();
            Measured.millis("switch confirms, until the first answer of the next owner", (next.ns() - confirmed) / 1e6);
            var after = sql.onlineAfter(before.epoch(), SOON);
            assertThat(after.owner()).isNotEqualTo(before.owner());
        }
        assertThat(lab.fci("get", "nodes").orFail().out()).contains("turned off by");
        lab.start(before.owner());
        lab.fci("delete", "sql", "--force").orFail();
    }

    @Test
    void aGroupWaitsForAPersonWhateverTheSwitchSays() {
        var lic = Instance.create(lab, "lic", 52, List.of(), "--takeover", "manual");
        lic.answers();
        var before = lic.online();
        assertThat(lab.fci("node", "confirm-down", before.owner(), "--confirm", before.owner()).code())
                .as("a majority hears it").isEqualTo(5);
        lab.kill(before.owner());
        lab.await("lic waits", SOON, s -> s.group("lic").orElseThrow().state().equals("STATE_RECOVERING"));
        assertThat(lab.fci("status").orFail().out()).contains("a person has to look and confirm");
        assertThat(lab.fci("node", "confirm-down", before.owner()).code()).as("nobody is there to be asked")
                .isEqualTo(2);
        lab.fci("node", "confirm-down", before.owner(), "--confirm", before.owner(), "-c", "seen in the rack").orFail();
        assertThat(lic.onlineAfter(before.epoch(), SOON).owner()).isNotEqualTo(before.owner());
        lab.start(before.owner());
        lab.fci("delete", "lic", "--force").orFail();
    }

    /// What ran on it does not wait for its lease, and a machine that only seemed dead is.
    @Test
    void anOperatorTurnsOffANodeThatEverybodyHears() throws Exception {
        var web = Instance.create(lab, "web", 53);
        web.answers();
        var before = web.online();
        var owner = before.owner();
        var person = Thread.ofVirtual().start(() -> {
            eventually("the switch is asked", SOON, () -> Files.exists(powerSwitch().resolve(owner + ".off")), a -> a);
            lab.kill(owner);
            try {
                Files.createFile(powerSwitch().resolve(owner + ".is-off"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(lab.fci("node", "fence", owner, "--yes", "-c", "test").orFail().out())
                .contains(owner + " is confirmed to be off");
        person.join();
        assertThat(web.onlineAfter(before.epoch(), SOON).owner()).isNotEqualTo(owner);
        lab.start(owner);
        lab.fci("delete", "web", "--force").orFail();
    }
}
