/// The whole product as its users meet it: real daemons, each in a machine of its own made of namespaces, driven by the scripts and the
/// command line. Nothing here knows a class of the server. Absent on purpose: fakes, and tests that do not need a machine.
@NullMarked
package io.fci.acceptance;

import org.jspecify.annotations.NullMarked;
