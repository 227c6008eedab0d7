/// The decisions of the cluster as plain values: what is wanted, who owns what, and what follows from each command.
///
/// Promise: `Cluster.apply(State, Entry)` computes the same next state on every replica, and a refused command changes
/// nothing. `Reconcile.steps` computes what one node does next. Both are total, deterministic and free of side effects.
///
/// Deliberately absent: I/O, clocks, threads, randomness, Ratis, gRPC, protobuf, unordered collections that are iterated.
@NullMarked
package io.fci.core;

import org.jspecify.annotations.NullMarked;
