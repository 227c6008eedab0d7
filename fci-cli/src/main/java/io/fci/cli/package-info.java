/// The `fci` command: what an operator types, over the client library and nothing the library lacks.
///
/// Promise: data on stdout, everything else on stderr; one line per error; the exit codes of [ExitCode]; no decoration unless
/// a terminal reads it. Deliberately absent: a configuration file, and any knowledge of how a cluster works.
package io.fci.cli;
