package io.fci.rpc;

import io.fci.core.state.State;
import io.fci.journal.Change;
import io.fci.journal.Journal;
import io.fci.rpc.History.Revision;
import io.fci.v1.ErrorReason;
import io.fci.v1.WatchResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries what is applied to those who watch. One thread does all of it: it takes changes and new watchers from one queue,
/// so that snapshot, history and bookmarks of a watcher can never pass each other. The applying thread only puts in.
final class Feed implements AutoCloseable {
    private static final int MOST_WATCHERS = 200;
    private static final int MOST_INPUTS = 10_000;
    private static final int SNAPSHOT_CHUNK = 100;
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration FUTURE = Duration.ofSeconds(5);

    /// An election is over sooner, also on a busy machine: it must not cost everybody their watch.
    private static final Duration ELECTION = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final Consensus consensus;
    private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(MOST_INPUTS);
    private final AtomicBoolean overflown = new AtomicBoolean();
    private final List<Watcher> watchers = new ArrayList<>();
    private final History history = new History();
    private final Thread thread = Thread.ofPlatform().daemon().name("fci-watch").unstarted(this::run);
    private final Journal.Subscription subscription;
    private volatile boolean closed;
    private State state = State.EMPTY;
    private long inTouchNanos = System.nanoTime();

    private sealed interface Input {}

    private record Changed(Change change) implements Input {}

    private record Opened(Watcher watcher) implements Input {}

    Feed(Consensus consensus) {
        this.consensus = consensus;
        this.subscription = consensus.journal().follow(this::changed);
        thread.start();
    }

    /// Called on the applying thread.
    private void changed(Change change) {
        if (!inputs.offer(new Changed(change))) {
            overflown.set(true);
        }
    }

    /// From any thread.
    void open(Watcher watcher) {
        if (closed || !inputs.offer(new Opened(watcher))) {
            watcher.end(consensus.stopping());
        }
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                var input = inputs.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (overflown.getAndSet(false)) {
                    startOver(Statuses.of(ErrorReason.ERROR_REASON_SLOW_CONSUMER,
                            "this node could not follow its own changes; resume after the last revision that arrived"));
                } else if (input != null) {
                    take(input);
                }
                tick(System.nanoTime());
            } catch (InterruptedException e) {
                // Only close interrupts.
                closed = true;
            } catch (RuntimeException e) {
                startOver(Answers.bug(e));
            }
        }
        watchers.forEach(w -> w.end(consensus.stopping()));
        inputs.forEach(i -> {
            if (i instanceof Opened(var watcher)) {
                watcher.end(consensus.stopping());
            }
        });
    }

    /// What was lost cannot be told: everybody comes back, and those who ask for it get a snapshot.
    private void startOver(StatusRuntimeException why) {
        LOG.warn("watchers start over: {}", why.getMessage());
        var newcomers = new ArrayList<Input>();
        inputs.drainTo(newcomers);
        watchers.forEach(w -> w.end(why));
        watchers.clear();
        newcomers.forEach(i -> {
            if (i instanceof Opened(var watcher)) {
                watcher.end(why);
            }
        });
        state = consensus.journal().state();
        history.restart(state.revision());
    }

    private void take(Input input) {
        switch (input) {
            case Changed(Change.Advanced(var before, var after, var events)) -> {
                // After starting over, the queue may still bring what the present state has already.
                if (after.revision() > state.revision()) {
                    advance(before, after, events);
                }
            }
            case Changed(Change.Restored(var after)) -> {
                boolean gap = after.revision() > state.revision() && state != State.EMPTY;
                state = after;
                history.restart(after.revision());
                if (gap) {
                    watchers.stream().filter(Watcher::live).forEach(w -> w.end(compacted()));
                }
            }
            case Opened(var watcher) -> admit(watcher);
        }
    }

    private void advance(State before, State after, List<io.fci.core.state.Event> events) {
        state = after;
        var changes = Differences.between(before, after, events, consensus.leader());
        if (changes.isEmpty()) {
            return;
        }
        var revision = Revision.of(after.revision(), changes);
        history.add(revision);
        watchers.stream().filter(Watcher::live).forEach(w -> tell(w, revision));
    }

    private void admit(Watcher watcher) {
        watchers.removeIf(Watcher::ended);
        if (watchers.size() >= MOST_WATCHERS) {
            watcher.end(Statuses.of(ErrorReason.ERROR_REASON_LIMIT_EXCEEDED, "this node has " + MOST_WATCHERS
                    + " watches, the most it takes; watch through another node", "limit",
                    Integer.toString(MOST_WATCHERS)));
            return;
        }
        watchers.add(watcher);
        if (watcher.start() == 0) {
            snapshot(watcher);
            watcher.goLive();
        } else if (watcher.start() <= history.compacted()) {
            watcher.end(compacted());
        } else {
            resume(watcher);
        }
    }

    private void snapshot(Watcher watcher) {
        var changes = watcher.filter().of(Differences.all(state, consensus.leader()));
        for (int from = 0; from < changes.size(); from += SNAPSHOT_CHUNK) {
            watcher.tell(message(WatchResponse.Kind.KIND_SNAPSHOT, state.revision())
                    .addAllChanges(changes.subList(from, Math.min(changes.size(), from + SNAPSHOT_CHUNK)))
                    .build(), System.nanoTime());
        }
        watcher.tell(message(WatchResponse.Kind.KIND_SNAPSHOT_END, state.revision()).build(), System.nanoTime());
    }

    /// Goes live once everything before its start is applied here.
    private void resume(Watcher watcher) {
        if (watcher.start() > state.revision() + 1) {
            return;
        }
        history.since(watcher.start()).forEach(revision -> tell(watcher, revision));
        watcher.goLive();
    }

    private void tell(Watcher watcher, Revision revision) {
        var wanted = watcher.filter().of(revision.changes());
        if (!wanted.isEmpty()) {
            watcher.tell(
                    message(WatchResponse.Kind.KIND_CHANGES, revision.revision()).addAllChanges(wanted).build(),
                    System.nanoTime());
        }
    }

    private void tick(long nowNanos) {
        watchers.removeIf(Watcher::ended);
        if (!consensus.cutOff()) {
            inTouchNanos = nowNanos;
        }
        boolean cutOff = nowNanos - inTouchNanos > ELECTION.toNanos();
        for (var watcher : watchers) {
            if (cutOff && !watcher.allowStale()) {
                watcher.end(consensus.noMajority("the watch would miss what the others decide"));
            } else if (!watcher.live()) {
                resume(watcher);
                if (!watcher.live() && watcher.waitedFor(FUTURE, nowNanos)) {
                    watcher.end(Statuses.of(ErrorReason.ERROR_REASON_NODE_BEHIND,
                            "this node has reached revision " + state.revision() + ", and the watch begins at "
                                    + watcher.start() + "; ask another node"));
                }
            } else if (watcher.bookmarkIsDue(nowNanos)) {
                watcher.tell(message(WatchResponse.Kind.KIND_BOOKMARK, state.revision()).build(), nowNanos);
            }
        }
    }

    private WatchResponse.Builder message(WatchResponse.Kind kind, long revision) {
        return WatchResponse.newBuilder().setHeader(consensus.header(revision)).setKind(kind);
    }

    private StatusRuntimeException compacted() {
        return Statuses.of(ErrorReason.ERROR_REASON_REVISION_COMPACTED,
                "what changed up to revision " + history.compacted()
                        + " is not remembered; watch from 0, which begins with a snapshot",
                "compact_revision", Long.toString(history.compacted()), "current_revision",
                Long.toString(state.revision()));
    }
}
