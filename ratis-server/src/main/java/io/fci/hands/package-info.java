/// What the daemon may ask to be done to this machine, and what it hears from its guard.
///
/// Promise: every effect on the machine is done in the name of one ownership of one group, and the guard checks at the
/// moment of doing that the node's lease is valid and the epoch is not released. A call answers, is refused with a
/// reason, or ends with a reason that says that it may have been done.
///
/// Deliberately absent: any decision. Which resource runs where is not known here, and nothing here touches a process or
/// an address itself.
@NullMarked
package io.fci.hands;

import org.jspecify.annotations.NullMarked;
