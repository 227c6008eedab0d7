package io.fci.core.state;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// The first answers to client requests, so that a retry after a lost answer gets the same one. Part of the state and of
/// snapshots, because a retry may reach another leader. Refusals are not kept: they changed nothing, and a retry of a
/// refused request is judged anew.
///
/// Kept in buckets, so that adding one copies a few dozen answers and not all of them.
public record Requests(SortedMap<Integer, SortedMap<String, Answer>> buckets) {
    private static final int BUCKETS = 256;

    /// Beyond this the oldest answer of the bucket is forgotten: about 10,000 answers in all.
    public static final int PER_BUCKET = 40;

    public static final Requests NONE = new Requests(Sorted.empty());

    /// @param digest of the request's content
    public record Answer(String digest, long revision, Optional<GroupName> group, OptionalLong operation) {}

    public Requests {
        buckets = Sorted.copyOf(buckets);
    }

    public Optional<Answer> answer(String id) {
        var bucket = buckets.get(bucketOf(id));
        return bucket == null ? Optional.empty() : Optional.ofNullable(bucket.get(id));
    }

    public Requests with(String id, Answer answer) {
        var key = bucketOf(id);
        var bucket = Sorted.with(buckets.getOrDefault(key, Sorted.empty()), id, answer);
        if (bucket.size() > PER_BUCKET) {
            var oldest = bucket.firstKey();
            for (var e : bucket.entrySet()) {
                if (e.getValue().revision() < bucket.get(oldest).revision()) {
                    oldest = e.getKey();
                }
            }
            bucket = Sorted.without(bucket, oldest);
        }
        return new Requests(Sorted.with(buckets, key, bucket));
    }

    /// `String.hashCode` is specified, so every replica agrees.
    private static int bucketOf(String id) {
        return Math.floorMod(id.hashCode(), BUCKETS);
    }
}
