/// The port through which everything but `raft` reaches consensus: propose, read, follow.
///
/// Promise: an outcome is given only after a majority has the command and this node has applied it. Deliberately absent:
/// who leads, how entries travel, and any way to change the state beside a command.
@NullMarked
package io.fci.journal;

import org.jspecify.annotations.NullMarked;
