/// What goes through the log and what comes of it: commands, evidence, answers, refusals and events.
///
/// Promise: a command carries all that its decision needs beside the state.
///
/// Deliberately absent: decisions.
@NullMarked
package io.fci.core.log;

import org.jspecify.annotations.NullMarked;
