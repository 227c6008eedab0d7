/// The protocol of ownership as an executable specification: every interleaving of a small cluster, tried out.
///
/// Promise: what is explored is the product's own code, the guard's [io.fci.guard.lease.Holder] and
/// [io.fci.guard.lease.Acceptor] and the log's [io.fci.core.Cluster]; only the network, the clocks, the machines and the
/// wiring between them are modelled. In a scope every reachable state is visited, so "no counter-example" is a proof for
/// that scope. Each [Rule] can be left out of the wiring, and then two owners are found: that is how we know it can see.
///
/// Deliberately absent: consensus (any node may commit anything whose evidence exists, at any later time, which is more
/// than Raft allows), resources, real time, and whether anything ever gets better: only what must never happen.
@NullMarked
package io.fci.explore;

import org.jspecify.annotations.NullMarked;
