/// The leader's ear: collects what acceptors say about silent nodes, has them asked, and proposes the loss once the evidence
/// is complete.
///
/// Promise: proposes nothing that the state would not accept, and needs no memory across leaders: evidence is stable.
/// Deliberately absent: timers that decide; acceptors measure silence, the log judges.
@NullMarked
package io.fci.losses;

import org.jspecify.annotations.NullMarked;
