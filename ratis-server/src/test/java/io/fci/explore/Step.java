package io.fci.explore;

import java.util.function.Supplier;

/// One thing that may happen next.
///
/// @param sentence what happens, for a reader; made only when it is read
record Step(World next, Supplier<String> sentence) {}
