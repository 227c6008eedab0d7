package io.fci.explore;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// One of the few values that a part of the world takes, with what follows from it, each computed once. A part is
/// changed by the real code the first time; after that it is looked up, which is what makes millions of worlds possible.
final class Cell<T> {
    private final int id;
    private final T value;
    private final Map<Object, Object> next = new HashMap<>();

    private Cell(int id, T value) {
        this.id = id;
        this.value = value;
    }

    int id() {
        return id;
    }

    T value() {
        return value;
    }

    /// What `cause` leads to. A cause always leads to the same type, so the cast cannot fail.
    @SuppressWarnings("unchecked")
    <R> R after(Object cause, Supplier<R> compute) {
        var known = next.get(cause);
        if (known == null) {
            known = compute.get();
            next.put(cause, known);
        }
        return (R) known;
    }

    /// All values of one part: equal values are one cell.
    static final class Table<T> {
        private final Map<T, Cell<T>> cells = new HashMap<>();

        Cell<T> of(T value) {
            return cells.computeIfAbsent(value, v -> new Cell<>(cells.size() + 1, v));
        }
    }
}
