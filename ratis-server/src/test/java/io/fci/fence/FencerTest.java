package io.fci.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.base.SystemClock;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Takeover;
import io.fci.journal.FakeJournal;
import io.fci.journal.NotDecided;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the loss of an owner to its group's next start, with real agents that are small scripts.
class FencerTest {
    private static final NodeName N1 = new NodeName("n1");
    private static final NodeName N2 = new NodeName("n2");
    private static final NodeName N3 = new NodeName("n3");
    private static final GroupName SQL = new GroupName("sql");

    @TempDir
    Path folder;

    private final FakeJournal journal = new FakeJournal(N2);
    private AgentScripts scripts;
    private Fencer fencer;

    @BeforeEach
    void cluster() throws Exception {
        scripts = new AgentScripts(Files.createDirectory(folder.resolve("agents")));
        var members = List.of(N1, N2, N3).stream()
                .map(n -> new Command.ClusterInit.Member(n, new Node.Addresses(n + ":1", n + ":2", n + ":3"), true))
                .toList();
        decide(new Command.ClusterInit("test", members));
        List.of(N1, N2, N3).forEach(n -> decide(new Command.GuardUp(n, "guard-" + n, 0, "lan", List.of(), List.of())));
        var app = new ResourceSpec(new ResourceName("app"), List.of(), ResourcePolicy.DEFAULT,
                new ResourceKind.Process(List.of("/usr/bin/true"), new TreeMap<>(), Optional.empty(), Optional.empty(),
                        15));
        decide(new Command.CreateGroup(SQL, new GroupSpec(List.of(), List.of(N1), GroupSpec.FailoverPolicy.DEFAULT,
                List.of(app), "", Takeover.LEASE_AND_FENCE), new TreeMap<>(), Group.Desired.ONLINE));
        fencer = new Fencer(N2, journal, scripts.agents(), new SystemClock());
        fencer.start();
    }

    @AfterEach
    void close() {
        fencer.close();
    }

    private void decide(Command command) {
        assertThat(journal.decide(Proposal.of(command))).isInstanceOf(Outcome.Accepted.class);
    }

    private void configure(String agent) {
        decide(new Command.ConfigureFencing(N1, List.of(AgentScripts.device(agent, 30_000)), OptionalLong.empty()));
    }

    private void loseTheOwner() {
        var attests = new TreeMap<NodeName, Long>();
        List.of(N2, N3).forEach(
                n -> attests.put(n, journal.state().node(n).orElseThrow().guard().orElseThrow().incarnation()));
        decide(new Command.NodeLost(N1, journal.state().node(N1).orElseThrow().life().last(),
                new Evidence.Attests(attests, 400)));
    }

    private Group group() {
        return journal.state().group(SQL).orElseThrow();
    }

    private static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void aGroupWaitsUntilTheDeviceConfirmsAndThenStarts() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        configure("fence_good");
        loseTheOwner();
        until("the group has its next owner", () -> group().owner().isPresent());
        assertThat(scripts.power()).isEqualTo("off");
        assertThat(group().owner().orElseThrow().node()).isEqualTo(N2);
        assertThat(((Life.Down) journal.state().node(N1).orElseThrow().life()).why())
                .contains("turned off by n2 with ipmi");
    }

    @Test
    void aDeviceThatLiesLeavesTheGroupWaitingAndIsNamed() throws Exception {
        scripts.write("fence_liar", AgentScripts.LIAR);
        configure("fence_liar");
        loseTheOwner();
        until("the lie is in the log", () -> job().flatMap(Fencing.Job::failure).isPresent());
        assertThat(job().orElseThrow().failure()).hasValue(
                "device ipmi: off was reported to be done, but status says that n1 is on");
        assertThat(group().waiting()).isPresent();
    }

    private Optional<Fencing.Job> job() {
        return journal.state().node(N1).orElseThrow().fencing().job();
    }

    /// What was confirmed stays true while there is no leader, and is told when there is one again.
    @Test
    void aConfirmationIsToldUntilTheLogHasIt() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        configure("fence_good");
        journal.failWith(Optional.of(new NotDecided.NotDone("no leader")));
        loseTheOwner();
        until("it was tried", () -> journal.proposed().stream().anyMatch(Command.NodeLost.class::isInstance));
        assertThat(group().waiting()).isPresent();
        journal.failWith(Optional.empty());
        until("the group has its next owner", () -> group().owner().isPresent());
        assertThat(scripts.asked().stream().filter("off n1"::equals)).hasSize(1);
    }

    @Test
    void anOrderForAnotherNodeIsNotCarriedOut() throws Exception {
        scripts.write("fence_good", AgentScripts.GOOD);
        decide(new Command.ConfigureFencing(N1, List.of(new Fencing.Device("ipmi", "fence_good", new TreeMap<>(),
                List.of(N3), 30_000, 1, false)), OptionalLong.empty()));
        decide(new Command.ConfigureFencing(N3, List.of(AgentScripts.device("fence_good", 30_000)),
                OptionalLong.empty()));
        loseTheOwner();
        decide(new Command.FenceNode(N3, OptionalLong.empty(), ""));
        until("n3 is down", () -> journal.state().node(N3).orElseThrow().life() instanceof Life.Down);
        assertThat(scripts.asked()).doesNotContain("off n1").contains("off n3");
        assertThat(group().waiting()).isPresent();
    }

    @Test
    void devicesAreTestedAndWhatIsWrongIsInTheState() throws Exception {
        scripts.write("fence_refuser", AgentScripts.REFUSER);
        configure("fence_refuser");
        until("the test is in the log",
                () -> !journal.state().node(N1).orElseThrow().fencing().tests().isEmpty());
        var test = journal.state().node(N1).orElseThrow().fencing().tests().get("ipmi");
        assertThat(test.by()).isEqualTo(N2);
        assertThat(test.failure()).hasValueSatisfying(why -> assertThat(why).contains("status failed", "login"));
    }
}
