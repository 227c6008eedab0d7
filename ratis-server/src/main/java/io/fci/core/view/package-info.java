/// What can be read from a state: where a group may run, what it waits for, who should lead, in words and as values.
///
/// Promise: whoever decides and whoever explains asks here, so that the two cannot disagree.
///
/// Deliberately absent: changes of the state.
@NullMarked
package io.fci.core.view;

import org.jspecify.annotations.NullMarked;
