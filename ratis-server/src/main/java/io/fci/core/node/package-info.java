/// What one node has to do: its orders from the state, and the steps from what it observes to what is ordered.
///
/// Promise: no two nodes are ordered to run one group.
///
/// Deliberately absent: how a step is done, and how long it takes.
@NullMarked
package io.fci.core.node;

import org.jspecify.annotations.NullMarked;
