package io.fci.raft;

import io.fci.config.NodeConfig;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.journal.Journal;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first duty of a leader: a log without ClusterInit gets one, with the members of the node file. Two leaders may both
/// try; the log decides which came first.
final class Birth implements LeaderDuties {
    private static final Logger LOG = LoggerFactory.getLogger(Birth.class);
    private static final long TRY_SECONDS = 30;

    private final NodeConfig config;
    private final Journal journal;
    private final LeaderDuties others;

    /// @param others told after the cluster exists
    Birth(NodeConfig config, Journal journal, LeaderDuties others) {
        this.config = config;
        this.journal = journal;
        this.others = others;
    }

    @Override
    public void leading(long term) {
        var leadership = journal.leadership();
        while (journal.state().clusterId().isEmpty() && leadership.mine() && leadership.term() == term) {
            initialise();
            leadership = journal.leadership();
        }
        others.leading(term);
    }

    @Override
    public void notLeading() {
        others.notLeading();
    }

    private void initialise() {
        var members = config.nodes()
                .keySet()
                .stream()
                .map(name -> new Command.ClusterInit.Member(name, config.addressesOf(name), true))
                .toList();
        try {
            switch (journal.propose(Proposal.of(new Command.ClusterInit(config.clusterId().toString(), members)))
                    .get(TRY_SECONDS, TimeUnit.SECONDS)) {
                case Outcome.Accepted accepted -> LOG.info("cluster {} begins with nodes {}", config.clusterId(),
                        config.nodes().keySet());
                case Outcome.Refused(var refusal) -> LOG.info("{}", refusal.message());
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the cluster is not initialised yet: {}", Causes.sentence(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this node is stopping", e);
        }
    }
}
