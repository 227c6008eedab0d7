package io.fci.client;

import io.fci.v1.ObjectKind;
import io.fci.v1.Operation;
import io.fci.v1.Step;
import io.fci.v1.WatchRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// An operation that somebody waits for. Waiting survives the loss of the node that is asked and of the leader. Not
/// thread-safe.
public final class OperationHandle {
    private final Function<WatchRequest, Watch> watches;
    private final long revision;
    private Operation latest;
    private boolean seen;

    /// @param revision a node that has reached it and does not show the operation has forgotten it
    OperationHandle(Operation begun, long revision, Function<WatchRequest, Watch> watches) {
        this.latest = begun;
        this.revision = revision;
        this.watches = watches;
    }

    /// As it was last seen.
    public Operation operation() {
        return latest;
    }

    public boolean ended() {
        return switch (latest.getState()) {
            case STATE_SUCCEEDED, STATE_FAILED, STATE_SUPERSEDED -> true;
            case STATE_UNSPECIFIED, STATE_PENDING, STATE_RUNNING, UNRECOGNIZED -> false;
        };
    }

    public Operation await(Duration atMost) {
        return await(atMost, seen -> {});
    }

    /// Waits until it has succeeded.
    ///
    /// @param progress called on this thread with each newer state of the operation, its end included
    /// @throws OperationFailedException it failed, or another operation took over
    /// @throws WaitTimedOutException it goes on
    public Operation await(Duration atMost, Consumer<Operation> progress) {
        if (!ended()) {
            if (latest.getName().isEmpty()) {
                throw new IllegalStateException(
                        "an operation of a dry run is not carried out, so it cannot be awaited");
            }
            follow(System.nanoTime() + atMost.toNanos(), atMost, progress);
        }
        return switch (latest.getState()) {
            case STATE_SUCCEEDED -> latest;
            case STATE_SUPERSEDED -> throw new OperationFailedException(
                    name() + " was replaced by " + words(latest.getSupersededBy()) + lastFailure(), latest);
            default -> throw new OperationFailedException(
                    name() + " failed: " + latest.getFailure().getMessage(), latest);
        };
    }

    private void follow(long end, Duration atMost, Consumer<Operation> progress) {
        var request = WatchRequest.newBuilder()
                .addKinds(ObjectKind.OBJECT_KIND_OPERATION)
                .addNames(latest.getName())
                .build();
        try (var watch = watches.apply(request)) {
            while (!ended()) {
                var event = watch.next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                if (event.isEmpty()) {
                    throw new WaitTimedOutException(name() + " has not ended within " + atMost.toMillis() / 1_000.0
                            + " s; it goes on" + watch.trouble().map(t -> " (" + t.getMessage() + ")").orElse(""),
                            latest);
                }
                take(event.get()).ifPresent(progress);
            }
        }
    }

    private Optional<Operation> take(WatchEvent event) {
        if (event instanceof WatchEvent.Put put && put.object().hasOperation()) {
            latest = put.object().getOperation();
            seen = true;
            return Optional.of(latest);
        }
        boolean forgotten = event instanceof WatchEvent.Synced && !seen && event.revision() >= revision;
        if (forgotten || event instanceof WatchEvent.Deleted) {
            throw new OperationFailedException(name() + " is not remembered any more, so how it ended is not known",
                    latest);
        }
        return Optional.empty();
    }

    /// What went wrong on its way is why something else took over.
    private String lastFailure() {
        return latest.getStepsList()
                .stream()
                .filter(step -> step.getState() == Step.State.STATE_FAILED)
                .reduce((first, second) -> second)
                .map(step -> ": " + step.getTarget() + " failed on " + step.getNode().replaceFirst("^nodes/", "") + ": "
                        + step.getFailure().getMessage())
                .orElse("");
    }

    private String name() {
        return words(latest.getName());
    }

    private static String words(String operation) {
        return "operation " + operation.replaceFirst("^operations/", "");
    }
}
