package io.fci.raft;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process, once, unless it is ending anyway. A replica that cannot go on must not look like one that can.
final class Fatal {
    private static final Logger LOG = LoggerFactory.getLogger(Fatal.class);

    private final Consumer<Throwable> hook;
    private final AtomicBoolean done = new AtomicBoolean();

    Fatal(Consumer<Throwable> hook) {
        this.hook = hook;
    }

    void because(Throwable cause) {
        if (done.compareAndSet(false, true)) {
            LOG.error("this replica cannot go on: {}", cause.getMessage(), cause);
            hook.accept(cause);
        }
    }

    /// A sentence that says all there is: whoever is told logs it, and where in the program it was found is of no use.
    void because(String why) {
        if (done.compareAndSet(false, true)) {
            hook.accept(new RaftJournal.Ended(why));
        }
    }

    /// From now on, whatever ends has been told to.
    void closing() {
        done.set(true);
    }
}
