/// The Java client of a cluster: verbs are methods here, nouns are the messages of `io.fci.v1`.
///
/// Promise: every call ends within its budget; a mutation is sent with one request id however often it is retried, so it
/// takes effect at most once; and a caller can tell by type what was not done from what may have been done.
/// Deliberately absent: server classes, third-party types in signatures other than the generated messages, caches, and
/// threads of its own beyond one event loop.
package io.fci.client;
