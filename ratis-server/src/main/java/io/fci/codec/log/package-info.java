/// The only translation between the core's records and the protobuf of log entries, snapshots and forwarded proposals.
///
/// Promise: decoding is strict and total. Whatever is unknown, missing or impossible ends in a [CodecException] that names
/// the field; nothing is guessed, because two replicas that guess differently are two clusters. Encoding is
/// deterministic, so that the bytes of equal states are equal on every node.
///
/// Deliberately absent: the public API (its requests have their own rules), defaults, leniency towards the future: a
/// newer field is written only once every node knows it.
@NullMarked
package io.fci.codec.log;

import org.jspecify.annotations.NullMarked;
