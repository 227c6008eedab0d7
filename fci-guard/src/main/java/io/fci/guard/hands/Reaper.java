package io.fci.guard.hands;

import io.fci.guard.linux.Child;
import io.fci.guard.linux.Descriptor;
import io.fci.guard.linux.SystemCallException;
import io.fci.guard.linux.Wakeup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Notices the end of every child at once, through its pidfd, on one thread for all of them, and collects it.
public final class Reaper {
    private record Watched(Child child, Consumer<Child.Ending> ended) {}

    /// Bounded by the number of children alive.
    private final Queue<Watched> arriving = new ConcurrentLinkedQueue<>();
    private final Wakeup wakeup;
    private final Consumer<String> notes;

    public Reaper(Consumer<String> notes) throws SystemCallException {
        this.wakeup = new Wakeup();
        this.notes = notes;
        Thread.ofPlatform().daemon().name("reaper").start(this::run);
    }

    /// `ended` is called on the reaper's thread: take note and return.
    public void watch(Child child, Consumer<Child.Ending> ended) {
        arriving.add(new Watched(child, ended));
        wakeup.wake();
    }

    private void run() {
        var watched = new ArrayList<Watched>();
        while (true) {
            try {
                for (var next = arriving.poll(); next != null; next = arriving.poll()) {
                    watched.add(next);
                }
                for (int index : Descriptor.readable(descriptors(watched), 1_000)) {
                    if (index == 0) {
                        wakeup.reset();
                    }
                }
                watched.removeIf(this::over);
            } catch (SystemCallException e) {
                notes.accept("waiting for children: " + e.getMessage());
            }
        }
    }

    private List<Descriptor> descriptors(List<Watched> watched) {
        var descriptors = new ArrayList<Descriptor>();
        descriptors.add(wakeup.descriptor());
        watched.forEach(each -> descriptors.add(each.child().ended()));
        return descriptors;
    }

    private boolean over(Watched each) {
        Optional<Child.Ending> ending;
        try {
            ending = each.child().collect();
        } catch (SystemCallException e) {
            notes.accept("process " + each.child().pid() + ": " + e.getMessage());
            ending = Optional.of(new Child.Ending(255, 0));
        }
        if (ending.isEmpty()) {
            return false;
        }
        each.child().close();
        each.ended().accept(ending.get());
        return true;
    }
}
