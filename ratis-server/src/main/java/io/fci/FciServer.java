package io.fci;

import io.fci.base.Clock;
import io.fci.base.SystemClock;
import io.fci.config.NodeConfig;
import io.fci.core.Cluster;
import io.fci.dns.Answers;
import io.fci.dns.DnsServer;
import io.fci.dns.Zone;
import io.fci.fence.AgentDirectory;
import io.fci.fence.Agents;
import io.fci.fence.Fencer;
import io.fci.hands.GuardLink;
import io.fci.journal.Soundness;
import io.fci.lead.Helm;
import io.fci.lead.Timekeeper;
import io.fci.losses.Losses;
import io.fci.monitor.GuardVoice;
import io.fci.monitor.Monitor;
import io.fci.monitor.NodeLife;
import io.fci.raft.CannotStart;
import io.fci.raft.LeaderDuties;
import io.fci.raft.RaftJournal;
import io.fci.raft.forward.PeerTls;
import io.fci.rpc.ApiServer;
import io.fci.rpc.StartFailed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's daemon: builds its parts, connects them and starts them in order. The only wiring; nothing is decided here.
public final class FciServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FciServer.class);
    private static final int SOFTWARE = 70;
    private static final int AGAIN = 75;
    private static final long AGAIN_MILLIS = 200;

    private final NodeConfig config;
    private final boolean rehearses;
    private final Clock clock = new SystemClock();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /// Why the daemon cannot serve: one sentence that names the thing and the way out.
    public static final class CannotServe extends Exception {
        private static final long serialVersionUID = 1L;

        CannotServe(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// @param rehearses does first what a leader does in its worst moment, so that a build can record what that needs
    public FciServer(NodeConfig config, boolean rehearses) {
        this.config = config;
        this.rehearses = rehearses;
    }

    /// Returns when the node serves its API and takes part in the log; the first start waits for all nodes. It takes part in
    /// running groups as soon as the cluster has a leader.
    public void start() throws CannotServe {
        try {
            RaftJournal.awaitRoom(config, clock);
            var leading = new Leading();
            var journal = keep(new RaftJournal(config, Cluster::apply, clock, leading, FciServer::fatal,
                    () -> PeerTls.of(config)));
            var news = new GuardNews();
            var link = keep(new GuardLink(config.run().resolve("guard.sock"), news, journal::applies,
                    clock::monotonicNanos));
            var agents = new Agents(AgentDirectory.ofRoot(config.fenceAgents()));
            keep(ApiServer.start(config, journal, new Neighbours(link), new LeaseOfGuard(link, news), agents::objection,
                    List.of(journal.forwardService())));
            var dns = keep(new DnsServer(new InetSocketAddress(config.address(), config.ports().dns()), journal::state,
                    new Answers(Zone.of(config))));
            var monitor = keep(new Monitor(config.node(), journal, link, clock, FciServer::fatal));
            var life = keep(new NodeLife(config.node(), journal, link, clock,
                    () -> Interfaces.networks(config.demoLoopback()), FciServer::fatal));
            var losses = keep(new Losses(config.node(), journal, journal, link, clock));
            leading.tell(losses::leading);
            keep(new Soundness(journal::state));
            var helm = new Helm(config.node(), journal, journal, losses::unheard, clock, journal.patience());
            var fencer = keep(new Fencer(config.node(), journal, agents, clock));
            news.tell(monitor, life, losses, helm, new Timekeeper(journal, clock),
                    new GuardVoice(config.node(), journal));
            link.start();
            if (rehearses) {
                journal.rehearse();
            }
            journal.start();
            LOG.info("node {} of cluster {} serves {}", config.node(), config.clusterName(),
                    config.addressesOf(config.node()).api());
            Thread.ofVirtual().name("first-barrier").start(() -> afterFirstBarrier(journal, dns, life, fencer));
        } catch (IOException | CannotStart | StartFailed e) {
            throw new CannotServe(e);
        }
    }

    /// Nothing is done and no name is answered before everything acknowledged earlier is applied here: a node that replays
    /// an old order against a running service would be an outage.
    private void afterFirstBarrier(RaftJournal journal, DnsServer dns, NodeLife life, Fencer fencer) {
        while (true) {
            try {
                if (journal.catchesUp()) {
                    journal.catchUp();
                    LOG.info("this node has caught up; its next process votes");
                    Runtime.getRuntime().halt(AGAIN);
                }
                journal.barrier().get(10, TimeUnit.SECONDS);
                dns.ready();
                life.ready();
                fencer.start();
                return;
            } catch (CannotStart e) {
                fatal(e);
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("no leader yet: {}", e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(AGAIN_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /// A replica or a loop that cannot go on must not look alive. The guard stops the node's groups and starts a new daemon.
    private static void fatal(Throwable why) {
        if (why instanceof NodeLife.Superseded) {
            LOG.error("{}", why.getMessage());
            Runtime.getRuntime().halt(AGAIN);
        }
        if (why instanceof RaftJournal.Ended) {
            LOG.error("this daemon stops: {}", why.getMessage());
        } else {
            LOG.error("this daemon stops: {}", why.getMessage(), why);
        }
        Runtime.getRuntime().halt(SOFTWARE);
    }

    private static final class Leading implements LeaderDuties {
        /// Leadership may come before everything is built; who is told later looks for himself then.
        private volatile Runnable duty = () -> {};

        void tell(Runnable listener) {
            duty = listener;
        }

        @Override
        public void leading(long term) {
            LOG.info("this node leads, term {}", term);
            duty.run();
        }

        @Override
        public void notLeading() {
            LOG.info("this node does not lead");
        }
    }

    @Override
    public void close() {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close", part, e);
            }
        }
    }
}
