package io.fci.raft;

import java.util.function.Supplier;
import org.apache.ratis.util.LifeCycle;

/// Looks each second whether the replica lives: a dead one says nothing, keeps its role, and lets the process answer from
/// a state that stands still. Called by one thread.
final class LifeWatch implements Runnable {
    /// Looks in a row that a state between life and death may last.
    private static final int PATIENCE = 10;

    private final Supplier<LifeCycle.State> life;
    private final Fatal fatal;
    private int notRunning;

    LifeWatch(Supplier<LifeCycle.State> life, Fatal fatal) {
        this.life = life;
        this.fatal = fatal;
    }

    @Override
    public void run() {
        var state = life.get();
        switch (state) {
            case RUNNING -> notRunning = 0;
            case CLOSING, CLOSED, EXCEPTION -> fatal.because("the Raft replica of this node died (" + state + ")");
            case NEW, STARTING, PAUSING, PAUSED -> {
                if (++notRunning >= PATIENCE) {
                    fatal.because("the Raft replica of this node is " + state + " since " + PATIENCE + " s");
                }
            }
        }
    }
}
