/// The replicated log: the only importer of Apache Ratis, behind [io.fci.journal.Journal].
///
/// Promise: an entry is stamped once, by the leader; every replica applies the same bytes; an outcome is given only after
/// this node has applied it; whatever may have reached the log is answered as "maybe done". A replica that cannot go on
/// ends the process instead of standing still.
///
/// Deliberately absent: Ratis reads (an isolated leader answers them from the past), priorities, changes of membership,
/// and any rule about groups or nodes.
@NullMarked
package io.fci.raft;

import org.jspecify.annotations.NullMarked;
