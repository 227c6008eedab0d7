/// What is done to the machine in the name of an ownership, and how all of it is undone.
///
/// Promise: nothing is done unless, right before the system call that does it, the incarnation is current, its lease valid
/// and the epoch not released. Work that blocks runs on a bounded pool; the lease thread never waits for any of it.
///
/// Deliberately absent: the lease itself. [io.fci.guard.hands.Permission] is all that is known of it here.
package io.fci.guard.hands;
