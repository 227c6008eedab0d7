package io.fci.codec.log;

import com.google.protobuf.Message;
import io.fci.core.state.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A place in a message while it is decoded, and the checks that every place needs. The path is put together only when
/// it has to be told.
record At(@Nullable At parent, String name) {
    static At root(String name) {
        return new At(null, name);
    }

    At in(String field) {
        return new At(this, field);
    }

    At in(String field, int index) {
        return new At(this, field + "[" + index + "]");
    }

    CodecException wrong(String what) {
        return new CodecException(path() + ": " + what);
    }

    /// Refuses fields that this release does not know.
    void known(Message message) {
        var unknown = message.getUnknownFields();
        if (!unknown.asMap().isEmpty()) {
            throw wrong("unknown field " + unknown.asMap().keySet().iterator().next());
        }
    }

    /// The message field, which must be there.
    <M, T> T required(String field, boolean present, M message, BiFunction<M, At, T> decode) {
        if (!present) {
            throw in(field).wrong("missing");
        }
        return decode.apply(message, in(field));
    }

    <M, T> Optional<T> optional(String field, boolean present, M value, BiFunction<M, At, T> decode) {
        return present ? Optional.of(decode.apply(value, in(field))) : Optional.empty();
    }

    /// A time, a counter or a number of things.
    long natural(String field, long value) {
        if (value < 0) {
            throw in(field).wrong("is negative: " + value);
        }
        return value;
    }

    int natural(String field, int value) {
        return (int) natural(field, (long) value);
    }

    OptionalLong natural(String field, boolean present, long value) {
        return present ? OptionalLong.of(natural(field, value)) : OptionalLong.empty();
    }

    OptionalInt natural(String field, boolean present, int value) {
        return present ? OptionalInt.of(natural(field, value)) : OptionalInt.empty();
    }

    List<Long> naturals(String field, List<Long> values) {
        for (int i = 0; i < values.size(); i++) {
            natural(field + "[" + i + "]", values.get(i));
        }
        return List.copyOf(values);
    }

    <M, T> List<T> list(String field, List<M> values, BiFunction<M, At, T> decode) {
        var decoded = new ArrayList<T>(values.size());
        for (int i = 0; i < values.size(); i++) {
            decoded.add(decode.apply(values.get(i), in(field, i)));
        }
        return decoded;
    }

    /// A map, whose keys must ascend: there is one way to write it.
    <M, K extends Comparable<K>, V> SortedMap<K, V> map(String field, List<M> values, BiFunction<M, At, K> key,
            BiFunction<M, At, V> value) {
        var decoded = new TreeMap<K, V>();
        for (int i = 0; i < values.size(); i++) {
            var at = in(field, i);
            var k = key.apply(values.get(i), at);
            if (!decoded.isEmpty() && decoded.lastKey().compareTo(k) >= 0) {
                throw at.wrong("'" + k + "' does not come after '" + decoded.lastKey() + "'");
            }
            decoded.put(k, value.apply(values.get(i), at));
        }
        return Sorted.copyOf(decoded);
    }

    /// A value that checks itself: what its constructor refuses is told with the path.
    <T> T made(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            throw new CodecException(path() + ": " + e.getMessage(), e);
        }
    }

    /// For names: a text that its type checks.
    static <T> BiFunction<String, At, T> text(Function<String, T> constructor) {
        return (value, at) -> at.made(() -> constructor.apply(value));
    }

    static String text(String value, At at) {
        return value;
    }

    private String path() {
        return parent == null ? name : parent.path() + "." + name;
    }
}
