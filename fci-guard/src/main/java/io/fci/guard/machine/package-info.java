/// The machine as the guard changes it: processes of groups in places that can be emptied by one write, and addresses.
///
/// Before the addresses stands the gate, by which the kernel holds their traffic back when a guard does not speak.
///
/// Promise: everything that a guard put on a machine can be found again and removed by a guard that remembers nothing. Two
/// implementations: the kernel's (cgroups, netlink) and one that needs no privilege (process groups, no addresses).
///
/// Deliberately absent: whether anything may be done. Leases, incarnations and released epochs are checked by the callers.
package io.fci.guard.machine;
