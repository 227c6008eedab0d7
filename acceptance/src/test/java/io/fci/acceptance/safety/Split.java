package io.fci.acceptance.safety;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// How the cluster's own record splits a change of owner, in milliseconds.
///
/// @param from the last sign of the owner, or the begin of its first stop
/// @param until the last resource was online
/// @param detect from the last sign of the owner, or the request, until the new owner was committed
/// @param placed from then until the first resource began to start
/// @param started from then until the last one was online
record Split(Instant from, Instant until, double detect, double placed, double started) {
    double sum() {
        return detect + placed + started;
    }

    String words() {
        return String.format(Locale.ROOT, "noticed and agreed %.0f + placed %.0f + started %.0f = %.0f ms", detect,
                placed,
                started, sum());
    }

    /// Of the latest failover or move of the group that was committed after the moment.
    ///
    /// @param operations the answer of `fci get operations`
    static Optional<Split> latest(JsonObject operations, String group, Instant since) {
        return StreamSupport.stream(operations.getAsJsonArray("operations").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(operation -> operation.getAsJsonArray("targets").asList().stream()
                        .anyMatch(target -> target.getAsString().equals(group)))
                .filter(operation -> List.of("KIND_FAILOVER", "KIND_MOVE").contains(text(operation, "kind")))
                .filter(operation -> operation.has("endTime") && time(operation, "createTime").isAfter(since))
                .max(Comparator.comparing(operation -> time(operation, "createTime")))
                .flatMap(Split::of);
    }

    private static Optional<Split> of(JsonObject operation) {
        var steps = operation.getAsJsonArray("steps").asList().stream().map(JsonElement::getAsJsonObject).toList();
        var begun = steps.stream().filter(step -> text(step, "action").equals("ACTION_START") && step.has("startTime"))
                .map(step -> time(step, "startTime")).min(Comparator.naturalOrder());
        var assigned = steps.stream().filter(step -> text(step, "action").equals("ACTION_ASSIGN")
                && step.has("startTime")).map(step -> time(step, "startTime")).max(Comparator.naturalOrder());
        if (begun.isEmpty() || assigned.isEmpty()) {
            return Optional.empty();
        }
        // A move is felt from the first resource that is stopped.
        var from = steps.stream().filter(step -> List.of("ACTION_DETECT", "ACTION_STOP").contains(text(step, "action"))
                && step.has("startTime")).map(step -> time(step, "startTime")).min(Comparator.naturalOrder())
                .orElse(time(operation, "createTime"));
        var until = time(operation, "endTime");
        return Optional.of(new Split(from, until, between(from, assigned.get()), between(assigned.get(), begun.get()),
                between(begun.get(), until)));
    }

    private static double between(Instant from, Instant to) {
        return (to.toEpochMilli() - from.toEpochMilli());
    }

    private static Instant time(JsonObject json, String key) {
        return Instant.parse(text(json, key));
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }
}
