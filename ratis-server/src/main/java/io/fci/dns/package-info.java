/// Names of groups, answered authoritatively by every node from what it has applied: a client finds a service as long as
/// one node runs, and a takeover never waits for somebody else's name server.
///
/// Promise: a name is published from the moment its group is wanted online until it was taken offline and nobody owns it
/// any more; whatever bytes arrive, the answer is one DNS message of bounded size or none.
///
/// Deliberately absent: recursion, zone transfer, dynamic update, signatures, a cache, names outside the node's zone.
@NullMarked
package io.fci.dns;

import org.jspecify.annotations.NullMarked;
