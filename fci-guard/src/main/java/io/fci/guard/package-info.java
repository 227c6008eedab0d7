/// The guard: a small process that keeps its node's lease, remembers what it acknowledged of other nodes, and is the only
/// one that touches the machine.
///
/// Promise: when the lease ends, everything that was done under it ends, within the reaction time of the profile, or the
/// node fences itself. Two threads matter: `lease` (datagrams, clock, deadline; never waits for anything the hands do)
/// and `hands` (undoes). The guard decides nothing about groups.
///
/// Deliberately absent: adoption of anything across a guard's life. A guard's death is the end of its incarnation, and a
/// new guard begins by ending what it finds.
package io.fci.guard;
