/// Real faults on real daemons, judged from outside: by what a client was answered, what was on the wire, what the kernels of
/// the machines had, and what the service itself wrote while it lived. None of the witnesses asks the cluster anything.
@NullMarked
package io.fci.acceptance.safety;

import org.jspecify.annotations.NullMarked;
