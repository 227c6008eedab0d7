/// The Linux system calls that the guard needs, through `java.lang.foreign`.
///
/// Promise: each class covers one subject, answers values or throws [io.fci.guard.linux.SystemCallException] with the
/// call and the error's name, never waits without a bound, and starts no process to get something done.
///
/// Deliberately absent: any knowledge of groups, leases and owners. Fit for 64-bit Linux with glibc 2.34 or newer.
package io.fci.guard.linux;
