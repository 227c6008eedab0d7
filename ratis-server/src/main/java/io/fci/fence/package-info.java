/// Turns machines off from outside, through the fence agents that are installed on this node, and tests that it could.
///
/// Promise: nothing is called off that its device did not confirm to be off; every run of an agent ends in bounded time and
/// output, with everything it started. Deliberately absent: who is to be turned off, by whom, how often, and what follows:
/// the core decides that.
@NullMarked
package io.fci.fence;

import org.jspecify.annotations.NullMarked;
