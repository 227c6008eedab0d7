package io.fci.core.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Immutable sorted collections. The core iterates nothing else: `Map.of` and `Set.of` order differently in every JVM.
public final class Sorted {
    private static final Class<?> IMMUTABLE = Collections.unmodifiableSortedMap(new TreeMap<String, String>())
            .getClass();

    private Sorted() {}

    /// A map that came from here is taken as it is: a state with a thousand groups is not copied for each of its fields.
    public static <K extends Comparable<K>, V> SortedMap<K, V> copyOf(SortedMap<K, V> map) {
        return map.getClass() == IMMUTABLE ? map : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> empty() {
        return Collections.unmodifiableSortedMap(new TreeMap<K, V>());
    }

    public static <E extends Comparable<E>> SortedSet<E> copyOf(SortedSet<E> set) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> with(SortedMap<K, V> map, K key, V value) {
        var copy = new TreeMap<>(map);
        copy.put(key, value);
        return Collections.unmodifiableSortedMap(copy);
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> without(SortedMap<K, V> map, K key) {
        var copy = new TreeMap<>(map);
        copy.remove(key);
        return Collections.unmodifiableSortedMap(copy);
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> mapValues(SortedMap<K, V> map, UnaryOperator<V> change) {
        var copy = new TreeMap<>(map);
        copy.replaceAll((key, value) -> change.apply(value));
        return Collections.unmodifiableSortedMap(copy);
    }
}
