/// What the cluster agreed on, as plain values: nodes, groups, who owns what, what was asked for.
///
/// Promise: every value is immutable and complete when it exists; iteration has one order on every replica.
///
/// Deliberately absent: commands, and what follows from them.
@NullMarked
package io.fci.core.state;

import org.jspecify.annotations.NullMarked;
