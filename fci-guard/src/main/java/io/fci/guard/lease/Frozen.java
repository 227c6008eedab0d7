package io.fci.guard.lease;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Copies that nobody changes, made once: each datagram steps these records, most of their parts stay as they are, and what is
/// copied for nothing is a pause of the whole guard in the end. What already has the form of such a copy is taken for one; in this
/// package nobody makes an unmodifiable view of something that changes.
final class Frozen {
    private static final Class<?> SET = Collections.unmodifiableSortedSet(new TreeSet<>()).getClass();
    private static final Class<?> MAP = Collections.unmodifiableSortedMap(new TreeMap<>()).getClass();

    private Frozen() {}

    static <T> SortedSet<T> copy(SortedSet<T> set) {
        return set.getClass() == SET ? set : Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }

    static <K, V> SortedMap<K, V> copy(SortedMap<K, V> map) {
        return map.getClass() == MAP ? map : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
