package io.fci.journal;

import io.fci.core.Invariants;
import io.fci.core.state.State;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the applied state now and then, whether what must be true of every state is true of it. That it is not is a
/// mistake of this program, the same on every replica; it is said where an operator finds it, and nothing is ended for it:
/// all replicas would end at once.
public final class Soundness implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    /// A look at 10,000 groups takes some tens of milliseconds of a thread that nobody waits for.
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Supplier<State> states;
    private final Consumer<List<String>> tell;
    private final Thread loop;
    private State seen = State.EMPTY;

    public Soundness(Supplier<State> states) {
        this(states, broken -> LOG.error("the cluster's state is not sound, which is a mistake of this program: {}",
                String.join("; ", broken)));
        loop.start();
    }

    /// @param tell of a state that is not sound, once for each
    Soundness(Supplier<State> states, Consumer<List<String>> tell) {
        this.states = states;
        this.tell = tell;
        this.loop = Thread.ofPlatform().daemon().name("soundness").unstarted(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                look();
            }
        } catch (InterruptedException e) {
            LOG.debug("the state is not looked at any more");
        }
    }

    void look() {
        var state = states.get();
        if (state == seen) {
            return;
        }
        seen = state;
        var broken = Invariants.broken(state);
        if (!broken.isEmpty()) {
            tell.accept(broken);
        }
    }

    @Override
    public void close() {
        loop.interrupt();
    }
}
