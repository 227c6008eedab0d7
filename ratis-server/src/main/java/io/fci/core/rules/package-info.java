/// What follows from each command: one class per subject, all of them working on a [Turn].
///
/// Promise: a rule changes the state of its turn or refuses; a refused turn is forgotten as a whole.
///
/// Deliberately absent: anybody outside the core who calls a rule; the way in is `Cluster.apply`.
@NullMarked
package io.fci.core.rules;

import org.jspecify.annotations.NullMarked;
