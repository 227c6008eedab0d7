/// Between the core's records and the messages of the public API, in both directions.
///
/// Promise: what is read is checked field by field, and a request that cannot mean anything is refused with one sentence
/// that names the field, the value and the way out; what is stored has every default filled in. Deliberately absent: rules
/// that need the group or the cluster as a whole (they are the core's), and gRPC.
@NullMarked
package io.fci.codec.api;

import org.jspecify.annotations.NullMarked;
