/// What the daemon takes from the machine that is no effect: time. Deliberately absent: everything else.
@NullMarked
package io.fci.base;

import org.jspecify.annotations.NullMarked;
