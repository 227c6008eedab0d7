package io.fci.agent;

import io.fci.core.state.ResourceKind;
import io.fci.hands.Command;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Ownership;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process in a cgroup of its own. Its end is told by the guard, which holds a pidfd of it; nothing polls.
final class ProcessAgent implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessAgent.class);

    private final Hands hands;
    private final Ownership ownership;
    private final String resource;
    private final ResourceKind.Process kind;
    private final Map<String, String> identity;
    private final Duration stopTimeout;
    private final Ending ending;

    /// @param identity what the process is told about itself: FCI_GROUP and the like
    ProcessAgent(Hands hands, Ownership ownership, String resource, ResourceKind.Process kind,
            Map<String, String> identity,
            Duration stopTimeout, Ending ending) {
        this.hands = hands;
        this.ownership = ownership;
        this.resource = resource;
        this.kind = kind;
        this.identity = identity;
        this.stopTimeout = stopTimeout;
        this.ending = ending;
    }

    @Override
    public void start() throws AgentFailed, HandsRefused {
        var environment = new TreeMap<String, String>(kind.environment());
        environment.putAll(identity);
        ending.expect(hands.spawn(ownership, resource,
                new Command(kind.command(), environment, kind.user(), kind.workingDirectory())));
        check();
    }

    /// Asks politely, then kills everything in the cgroup: what the main process left behind must not stay either.
    @Override
    public void stop() throws HandsRefused, InterruptedException {
        if (ending.running() && asked()) {
            // When its time is over, the kill below ends it.
            ending.await(stopTimeout);
        }
        hands.kill(ownership, resource);
    }

    /// Whether it was asked to end. That it cannot be asked is no reason to leave it; only when the guard has no time, the
    /// stop is tried again as a whole, so that no process is killed unasked because of that.
    private boolean asked() throws HandsRefused {
        try {
            hands.signal(ownership, resource, kind.stopSignal());
            return true;
        } catch (HandsRefused e) {
            if (e.reason() == HandsRefused.Reason.BUSY) {
                throw e;
            }
            LOG.info("{} of {} is killed without being asked: {}", resource, ownership.group(), e.getMessage());
            return false;
        }
    }

    @Override
    public void check() throws AgentFailed {
        var how = ending.how();
        if (how.isPresent()) {
            throw new AgentFailed(how.get());
        }
    }
}
