package io.fci.explore;

import java.util.Arrays;

/// A set of longs other than 0 that remembers in which order they came. Sixteen bytes each, no objects.
final class Fingerprints {
    private long[] inOrder = new long[1 << 16];
    private long[] slots = new long[1 << 17];
    private int size;

    int size() {
        return size;
    }

    long at(int index) {
        return inOrder[index];
    }

    boolean add(long value) {
        if (!put(slots, value)) {
            return false;
        }
        if (size == inOrder.length) {
            inOrder = Arrays.copyOf(inOrder, 2 * size);
            slots = new long[4 * size];
            for (int i = 0; i < size; i++) {
                put(slots, inOrder[i]);
            }
            put(slots, value);
        }
        inOrder[size++] = value;
        return true;
    }

    private static boolean put(long[] slots, long value) {
        int mask = slots.length - 1;
        for (int i = (int) value & mask;; i = (i + 1) & mask) {
            if (slots[i] == value) {
                return false;
            }
            if (slots[i] == 0) {
                slots[i] = value;
                return true;
            }
        }
    }
}
