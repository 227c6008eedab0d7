/// The node daemon `fcid`: wiring only.
@NullMarked
package io.fci;

import org.jspecify.annotations.NullMarked;
