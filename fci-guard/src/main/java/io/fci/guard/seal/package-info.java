/// What makes a datagram of the lease plane a member's: keys, lives, sequence numbers.
///
/// Promise: what comes out of [Members#open] was sealed by a member of this cluster, under the name that the caller says it
/// came from, for this life of this guard, and comes out once. Nothing is answered to anybody who cannot show the key.
///
/// Pure but for the random numbers of a life and the clock it is given: bytes come in and go out, sockets are the caller's.
///
/// Deliberately absent: keys per member. Whoever has the cluster key can speak in any member's name; it must not leave the
/// members. Also absent: forward secrecy. The plane carries nothing that is secret an hour later.
package io.fci.guard.seal;
