/// Whole clusters on one thread in virtual time: the real core, the real holder and acceptor, and models of everything around
/// them (log, network, machines, threads), under every fault that can be thought of.
///
/// Promise: the same seed gives the same run; what is judged is what the modelled machines run, not what the state says.
/// Deliberately absent: threads, real clocks, sockets and Ratis; those are met by the tests that drive the programs. The twins
/// of the guard's and the daemon's loops follow the same rules as the originals: who changes one changes the other.
@NullMarked
package io.fci.sim;

import org.jspecify.annotations.NullMarked;
