/// What the daemon and its guard say to each other over the Unix socket, and what guards say to each other in datagrams.
///
/// Promise: every record refuses what cannot exist, and decoding is total: any bytes give a value or a
/// [io.fci.guard.wire.WireException], in bounded time and memory. Both ends of the Unix socket are of one release and
/// of one machine, so there is no negotiation of versions beyond one number that must be equal.
///
/// Deliberately absent: sockets, threads, clocks. Nothing here knows what a message means.
package io.fci.guard.wire;
