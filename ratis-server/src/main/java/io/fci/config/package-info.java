/// The node file: the few things a node must know before it can join. Everything else is replicated state, changed by
/// commands. Deliberately absent: defaults that could differ between nodes of one cluster.
@NullMarked
package io.fci.config;

import org.jspecify.annotations.NullMarked;
