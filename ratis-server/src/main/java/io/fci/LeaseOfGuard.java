package io.fci;

import io.fci.guard.wire.LeaseHealth;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Ownership;
import io.fci.rpc.OwnLease;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the guard, and knows what it said last.
record LeaseOfGuard(Hands hands, GuardNews news) implements OwnLease {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseOfGuard.class);

    @Override
    public Optional<LeaseHealth> health() {
        return news.health();
    }

    @Override
    public Optional<Duration> left(long incarnation, String group, long epoch) {
        try {
            return Optional.of(hands.left(new Ownership(incarnation, group, epoch)));
        } catch (HandsRefused e) {
            LOG.debug("epoch {} of {} may not act: {}", epoch, group, e.getMessage());
            return Optional.empty();
        }
    }
}
