/// The way of a proposal from a follower to the leader: one stream per pair of nodes, one hop, no retries.
///
/// Promise: an answer says whether the proposal was decided, was certainly not appended, or may have been. Deliberately
/// absent: Ratis, who leads, and what is done with the answer.
@NullMarked
package io.fci.raft.forward;

import org.jspecify.annotations.NullMarked;
