package io.fci.raft;

import io.fci.base.Clock;
import io.fci.config.NodeConfig;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a leader does in its worst moment: a cluster of three in this process, on loopback, loses a node again and again while
/// leadership goes around. Played while the program is built, so that the archive of classes holds what that needs: an
/// election whose classes must first be found is an outage that long.
///
/// It ends in bounded time, and a rehearsal that fails costs nothing but that.
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final List<NodeName> NAMES = List.of(new NodeName("r1"), new NodeName("r2"), new NodeName("r3"));
    private static final GroupName GROUP = new GroupName("rehearsal");
    private static final int ROUNDS = 8;
    private static final int BARRIERS = 8;

    private final Applicator rules;
    private final Clock clock;
    private final Path scratch;
    private final long endNanos;
    private final List<RaftJournal> journals = new ArrayList<>();
    private int entries;
    private int elections;

    private Rehearsal(Applicator rules, Clock clock, Path scratch, Duration longest) {
        this.rules = rules;
        this.clock = clock;
        this.scratch = scratch;
        this.endNanos = clock.monotonicNanos() + longest.toNanos();
    }

    /// @param scratch a directory of its own; emptied before and after
    static void run(Applicator rules, Clock clock, Path scratch, Duration longest) {
        long began = clock.monotonicNanos();
        var rehearsal = new Rehearsal(rules, clock, scratch, longest);
        try {
            delete(scratch);
            rehearsal.play();
            LOG.info("rehearsed {} entries and {} elections in {} ms; its members r1, r2 and r3 end now",
                    rehearsal.entries, rehearsal.elections,
                    (clock.monotonicNanos() - began) / 1_000_000);
        } catch (IOException | CannotStart | ExecutionException | RuntimeException e) {
            LOG.info("not rehearsed: {}", Causes.sentence(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            rehearsal.end();
        }
    }

    private void play() throws IOException, CannotStart, InterruptedException, ExecutionException {
        start();
        try {
            while (elections < ROUNDS && left() > 0) {
                var leader = leader();
                elections++;
                round(leader);
            }
        } catch (TimeoutException e) {
            LOG.debug("the time for the rehearsal is over");
        }
    }

    private void start() throws IOException, CannotStart {
        var random = ThreadLocalRandom.current();
        var network = "127." + random.nextInt(1, 255) + "." + random.nextInt(256) + ".";
        var nodes = new TreeMap<NodeName, InetAddress>();
        for (int i = 0; i < NAMES.size(); i++) {
            nodes.put(NAMES.get(i), InetAddress.ofLiteral(network + (i + 1)));
        }
        var ports = ports(nodes.firstEntry().getValue());
        var cluster = UUID.randomUUID();
        for (var name : NAMES) {
            var home = scratch.resolve(name.value());
            var config = new NodeConfig(cluster, "rehearsal", name, nodes, home, home, ports, "rehearsal.invalid",
                    Profile.LAN, NodeConfig.SelfFence.KILL, Optional.empty(), Optional.empty(), Optional.empty(), true,
                    OptionalInt.empty(), true, Optional.empty());
            var journal = new RaftJournal(config, rules, clock, new Silent(),
                    why -> LOG.info("in the rehearsal: {}", why.getMessage()), Optional::empty);
            journals.add(journal);
            journal.startAnew();
        }
    }

    private static NodeConfig.Ports ports(InetAddress address) throws IOException {
        try (var raft = new ServerSocket(0, 1, address)) {
            return new NodeConfig.Ports(1, raft.getLocalPort(), 1, 1);
        }
    }

    private RaftJournal leader() throws TimeoutException {
        while (left() > 0) {
            for (var journal : journals) {
                if (journal.leadership().mine() && journal.state().clusterId().isPresent()) {
                    return journal;
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new TimeoutException("nobody was elected in time");
    }

    /// The owner of the group is lost and the group comes online elsewhere; then somebody else is elected.
    private void round(RaftJournal leader) throws InterruptedException, ExecutionException, TimeoutException {
        for (var name : NAMES) {
            var node = leader.state().node(name).orElseThrow();
            if (!node.isUp()) {
                decide(leader,
                        new Command.GuardUp(name, "guard-" + name, node.life().last(), "lan", List.of(), List.of()));
            }
        }
        if (leader.state().group(GROUP).isEmpty()) {
            decide(leader, new Command.CreateGroup(GROUP, spec(), Sorted.empty(), Group.Desired.ONLINE));
        }
        online(leader);
        lose(leader, leader.state().group(GROUP).flatMap(Group::owner).orElseThrow());
        online(leader);
        for (int i = 0; i < BARRIERS; i++) {
            decide(leader, new Command.Barrier());
        }
        var followers = leader.followers();
        if (!followers.isEmpty()) {
            leader.handOver(followers.lastKey()).get(left(), TimeUnit.NANOSECONDS);
        }
    }

    private void lose(RaftJournal leader, Ownership.Owned owner)
            throws InterruptedException, ExecutionException, TimeoutException {
        var attests = new TreeMap<NodeName, Long>();
        State state = leader.state();
        for (var name : NAMES) {
            if (!name.equals(owner.node())) {
                attests.put(name, state.node(name).orElseThrow().guard().orElseThrow().incarnation());
            }
        }
        decide(leader, new Command.NodeLost(owner.node(), owner.incarnation(), new Evidence.Attests(attests, 402)));
    }

    private void online(RaftJournal leader) throws InterruptedException, ExecutionException, TimeoutException {
        var group = leader.state().group(GROUP).orElseThrow();
        var owner = group.owner().orElseThrow();
        for (var resource : group.spec().resources().reversed()) {
            decide(leader, new Command.ReportResource(owner.node(), owner.incarnation(), GROUP, owner.epoch(),
                    resource.name(), group.resource(resource.name()).attempt(), new Command.Report.Online(), 1));
        }
    }

    private void decide(RaftJournal leader, Command command)
            throws InterruptedException, ExecutionException, TimeoutException {
        leader.propose(Proposal.of(command)).get(Math.max(1, left()), TimeUnit.NANOSECONDS);
        entries++;
    }

    private static GroupSpec spec() {
        var process = new ResourceKind.Process(List.of("/bin/true"), Sorted.empty(), Optional.empty(), Optional.empty(),
                15);
        var name = new ResourceKind.NetworkName("rehearsal.invalid", 5);
        var ip = new ResourceKind.IpAddress("192.0.2.1", 24, Optional.empty(), ResourceKind.Announce.DEFAULT, true);
        return new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, List.of(
                resource("process", process, "name"), resource("name", name, "ip"), resource("ip", ip)), "");
    }

    private static ResourceSpec resource(String name, ResourceKind kind, String... on) {
        var clauses = List.of(on).stream().map(other -> new ResourceSpec.AnyOf(List.of(new ResourceName(other))))
                .toList();
        return new ResourceSpec(new ResourceName(name), clauses, ResourcePolicy.DEFAULT, kind);
    }

    private long left() {
        return endNanos - clock.monotonicNanos();
    }

    private void end() {
        // Ratis waits a while for its threads.
        Thread.ofPlatform().daemon().name("rehearsal-end").start(() -> {
            journals.parallelStream().forEach(RaftJournal::close);
            try {
                delete(scratch);
            } catch (IOException e) {
                LOG.info("what the rehearsal wrote stays in {}: {}", scratch, Causes.sentence(e));
            }
        });
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class Silent implements LeaderDuties {
        @Override
        public void leading(long term) {
            LOG.debug("a leader of the rehearsal, term {}", term);
        }

        @Override
        public void notLeading() {
            LOG.debug("a leader of the rehearsal has handed over");
        }
    }
}
