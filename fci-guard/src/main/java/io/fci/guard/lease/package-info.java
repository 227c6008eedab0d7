/// The lease of a node, as values: what its holder may believe, and what an acceptor may say.
///
/// Promise: pure. No clock, no thread, no input or output: time comes in as nanoseconds of one machine's boot-time clock,
/// messages come in and go out as records, and each step answers the next state. So the same classes run in the guard,
/// in properties with two drifting clocks, and under an explorer.
///
/// Safety rests on one inequality: what an acceptor waits after it processed a renewal is longer than what a holder
/// believes after it sent that renewal, plus the time in which everything of it ends, whatever the two clocks' rates.
///
/// Deliberately absent: who is asked and when, sockets, and what losing a lease does to the machine.
package io.fci.guard.lease;
