package io.fci.hands;

import io.fci.hands.HandsRefused.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a test does to calls of the hands, by the name of the call: refuses the next one or all of them, or freezes them
/// until it thaws them, or loses the answer. A frozen call that is interrupted ends as the link ends it: refused with TIMEOUT, and done later
/// all the same.
public final class Faults {
    /// What a call does once it is not frozen any more.
    interface Late {
        void run() throws HandsRefused;
    }

    private static final class Ice {
        final CountDownLatch melted = new CountDownLatch(1);
        final CountDownLatch holds = new CountDownLatch(1);
        final List<Late> late = new ArrayList<>();
    }

    private final Map<String, Reason> once = new HashMap<>();
    private final Map<String, Reason> always = new HashMap<>();
    private final Map<String, Ice> frozen = new HashMap<>();
    private final Set<String> unanswered = new HashSet<>();
    private final Map<String, Integer> refusals = new HashMap<>();

    public synchronized void refuseNext(String call, Reason reason) {
        once.put(call, reason);
    }

    public synchronized void refuse(String call, Reason reason) {
        always.put(call, reason);
    }

    public synchronized void allow(String call) {
        always.remove(call);
    }

    /// How many calls of this name were refused.
    public synchronized int refusals(String call) {
        return refusals.getOrDefault(call, 0);
    }

    /// The next call is done, but whoever called is told TIMEOUT.
    public synchronized void loseNextAnswer(String call) {
        unanswered.add(call);
    }

    public synchronized void freeze(String call) {
        frozen.put(call, new Ice());
    }

    /// Returns when a call of this name waits.
    public void awaitFrozen(String call) throws InterruptedException {
        Ice ice;
        synchronized (this) {
            ice = frozen.get(call);
        }
        if (!ice.holds.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody called '" + call + "' within 10 s");
        }
    }

    /// What waits goes on, and what was given up is done.
    public void thaw(String call) {
        List<Late> late;
        synchronized (this) {
            var ice = frozen.remove(call);
            late = List.copyOf(ice.late);
            ice.melted.countDown();
        }
        for (var each : late) {
            try {
                each.run();
            } catch (HandsRefused e) {
                // Nobody is there to be told.
                continue;
            }
        }
    }

    void meet(String call) throws HandsRefused {
        meet(call, () -> {});
    }

    void meet(String call, Late late) throws HandsRefused {
        Optional<Ice> ice;
        boolean lost;
        synchronized (this) {
            var reason = Optional.ofNullable(once.remove(call)).or(() -> Optional.ofNullable(always.get(call)));
            if (reason.isPresent()) {
                refusals.merge(call, 1, Integer::sum);
                throw new HandsRefused(reason.get(), "'" + call + "' is refused by the test", Map.of());
            }
            ice = Optional.ofNullable(frozen.get(call));
            lost = unanswered.remove(call);
        }
        if (ice.isPresent()) {
            wait(call, ice.get(), late);
        }
        if (lost) {
            late.run();
            throw new HandsRefused(Reason.TIMEOUT, "no answer to '" + call + "'", Map.of());
        }
    }

    private void wait(String call, Ice ice, Late late) throws HandsRefused {
        try {
            ice.holds.countDown();
            ice.melted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            synchronized (this) {
                ice.late.add(late);
            }
            throw new HandsRefused(Reason.TIMEOUT, "interrupted while waiting for '" + call + "'", Map.of());
        }
    }
}
