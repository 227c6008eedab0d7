package io.fci.core.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.pcollections.TreePMap;

/// Immutable sorted collections. The core iterates nothing else: `Map.of` and `Set.of` order differently in every JVM.
///
/// Maps are persistent trees: a state with ten thousand groups shares all but a path of them with the one before.
public final class Sorted {
    private Sorted() {}

    /// A map that came from here is taken as it is.
    public static <K extends Comparable<K>, V> SortedMap<K, V> copyOf(SortedMap<K, V> map) {
        return tree(map);
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> empty() {
        return TreePMap.empty();
    }

    public static <E extends Comparable<E>> SortedSet<E> copyOf(SortedSet<E> set) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> with(SortedMap<K, V> map, K key, V value) {
        return tree(map).plus(key, value);
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> without(SortedMap<K, V> map, K key) {
        return tree(map).minus(key);
    }

    public static <K extends Comparable<K>, V> SortedMap<K, V> mapValues(SortedMap<K, V> map, UnaryOperator<V> change) {
        var changed = tree(map);
        for (var entry : map.entrySet()) {
            changed = changed.plus(entry.getKey(), change.apply(entry.getValue()));
        }
        return changed;
    }

    private static <K extends Comparable<K>, V> TreePMap<K, V> tree(SortedMap<K, V> map) {
        return map instanceof TreePMap<K, V> tree ? tree : TreePMap.from(map);
    }
}
