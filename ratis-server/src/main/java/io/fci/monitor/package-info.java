/// One node's hands-on half: makes this machine look like its orders, and keeps this node's life in the log.
///
/// Promise: nothing is done but in the name of an ownership that the log gave to this node's current incarnation, and what
/// happened is reported until the log has it. Deliberately absent: decisions about groups (core) and effects (hands).
@NullMarked
package io.fci.monitor;

import org.jspecify.annotations.NullMarked;
