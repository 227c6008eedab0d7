/// The public API on a node: gRPC services over the journal. The only user of gRPC's server side for it.
///
/// Promise: any node answers any call; an answer to a change means that a majority has it; every failure is one sentence
/// with a stable reason, made in one place. Deliberately absent: decisions about groups (the core makes them), knowledge of
/// who leads beyond telling it, and roles per caller (with TLS, every certificate of the authority may do everything).
@NullMarked
package io.fci.rpc;

import org.jspecify.annotations.NullMarked;
