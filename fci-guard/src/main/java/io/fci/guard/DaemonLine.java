package io.fci.guard;

import io.fci.guard.linux.BootClock;
import io.fci.guard.wire.DaemonCodec;
import io.fci.guard.wire.Frames;
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One daemon's connection, the outgoing half: a bounded queue and the thread that writes it. Sending never blocks.
/// Evidence and health are repeated by their source, so only the newest of a kind is kept; of everything else nothing may be lost, and a
/// daemon that does not read it is cut off, which tears down what it ran.
final class DaemonLine {
    private static final int WAITING = 2_048;
    private static final int EVIDENCE = 1_024;
    private static final long LAST_WORD_MILLIS = 1_000;

    private record Kind(Class<?> type, List<Object> about) {}

    private final SocketChannel channel;
    private final ToDaemon.Welcome welcome;
    private final Consumer<String> notes;
    private final Thread writer;
    private final Deque<ToDaemon> queue = new ArrayDeque<>();
    private final Map<Kind, ToDaemon> evidence = new LinkedHashMap<>();
    /// Made once, because a guard makes no garbage twenty times a second.
    private final ByteBuffer signOfLife = Frames.framed(DaemonCodec.encode(new ToDaemon.Alive()));
    private boolean alive;
    private boolean welcomed;
    private boolean closed;
    /// Nothing is said after what is in the queue.
    private boolean ending;
    private volatile long heardNanos = BootClock.now();

    DaemonLine(SocketChannel channel, ToDaemon.Welcome welcome, Consumer<String> notes) {
        this.channel = channel;
        this.welcome = welcome;
        this.notes = notes;
        this.writer = Thread.ofPlatform().daemon().name("to daemon").start(this::write);
    }

    SocketChannel channel() {
        return channel;
    }

    /// The reader received something, whatever it was.
    void heard() {
        heardNanos = BootClock.now();
    }

    long heardNanos() {
        return heardNanos;
    }

    /// What a daemon hears first: what the one before it did not live to hear, and that the machine is clean.
    void welcome(Optional<ToDaemon.TornDown> untold) {
        synchronized (this) {
            welcomed = true;
        }
        untold.ifPresent(this::send);
        send(welcome);
    }

    /// The lease thread runs. However far behind the writer is, it says so once.
    synchronized void alive() {
        if (welcomed && !ending) {
            alive = true;
            notifyAll();
        }
    }

    void send(ToDaemon message) {
        boolean stuck;
        synchronized (this) {
            if (!welcomed || ending) {
                return; // News of what an earlier daemon started mean nothing to this one.
            }
            var kind = kind(message);
            if (kind.isPresent()) {
                evidence.remove(kind.get());
                evidence.put(kind.get(), message);
                if (evidence.size() > EVIDENCE) {
                    evidence.remove(evidence.keySet().iterator().next());
                }
                stuck = false;
            } else {
                queue.add(message);
                stuck = queue.size() > WAITING;
            }
            notifyAll();
        }
        if (stuck) {
            close("the daemon does not read");
        }
    }

    /// A newer daemon commands: the last word on this line, which ends when it was said. A daemon that does not read it is
    /// cut off all the same. Does not block.
    void supersede() {
        synchronized (this) {
            if (closed || ending) {
                return;
            }
            ending = true;
            queue.clear();
            evidence.clear();
            queue.add(new ToDaemon.Superseded());
            notifyAll();
        }
        Thread.ofPlatform().daemon().name("last word").start(() -> {
            try {
                writer.join(LAST_WORD_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close("a newer daemon connected");
        });
    }

    /// The reader notices and tells the lease thread.
    void close(String why) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        notes.accept("closing the daemon's connection: " + why);
        try {
            channel.close();
        } catch (IOException e) {
            notes.accept("closing the daemon's connection: " + e.getMessage());
        }
    }

    private static Optional<Kind> kind(ToDaemon message) {
        return switch (message) {
            case ToDaemon.Silent m -> Optional.of(new Kind(m.getClass(), List.of(m.acceptor(), m.node())));
            case ToDaemon.Attest m -> Optional.of(new Kind(m.getClass(), List.of(m.acceptor(), m.node(), m.k())));
            case ToDaemon.Heard m -> Optional.of(new Kind(m.getClass(), List.of(m.acceptor(), m.node())));
            case ToDaemon.Dead m -> Optional.of(new Kind(m.getClass(), List.of(m.node())));
            case ToDaemon.Health m -> Optional.of(new Kind(m.getClass(), List.of()));
            case ToDaemon.Welcome _,ToDaemon.LeaseHeld _,ToDaemon.LeaseLost _,ToDaemon.TornDown _,ToDaemon.Exited _,ToDaemon.AddressLost _,ToDaemon.Reply _,ToDaemon.Alive _,ToDaemon.Superseded _,ToDaemon.Reach _ ->
                Optional.empty();
        };
    }

    private void write() {
        try {
            while (awaitWork()) {
                var next = take();
                if (next.isPresent()) {
                    Frames.write(channel, DaemonCodec.encode(next.get()));
                } else {
                    Frames.write(channel, signOfLife.rewind());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            close("writing: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close("interrupted");
        }
    }

    /// False when the line is closed, or everything was said on one that ends.
    private synchronized boolean awaitWork() throws InterruptedException {
        while (!closed && !ending && !alive && queue.isEmpty() && evidence.isEmpty()) {
            wait();
        }
        return !closed && (!ending || !queue.isEmpty());
    }

    /// Whatever it is, it is also a sign of life; empty: that is all there is to say.
    private synchronized Optional<ToDaemon> take() {
        alive = false;
        if (!queue.isEmpty()) {
            return Optional.of(queue.remove());
        }
        var first = evidence.entrySet().iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        var message = first.next().getValue();
        first.remove();
        return Optional.of(message);
    }
}
