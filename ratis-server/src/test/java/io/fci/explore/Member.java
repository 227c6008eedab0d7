package io.fci.explore;

import io.fci.guard.lease.Acceptor;
import io.fci.guard.lease.Holder;
import io.fci.guard.lease.AcceptorClocks;
import java.util.Optional;
import java.util.Set;

/// One node: its guard, its daemon as far as the log is concerned, and what its machine runs.
///
/// @param life which guard process this is, counted from 0
/// @param runs what the machine really runs, whatever anybody believes
/// @param decided what the daemon has decided to start and not yet asked for: it may be paused there for ever
/// @param released the greatest epoch that was closed here
/// @param doomed the guard has given up its lease and is about to end what runs
/// @param applied how much of the log the daemon knows
/// @param slips how often this clock lost or gained a tick
/// @param clocks what the guard knows of the others' clocks; only where some clock may stand still
/// @param slept it was frozen with its clock, and has heard nobody since who could tell it so
record Member(String name, int life, Holder holder, Acceptor acceptor, Optional<Run> runs, Optional<Run> decided,
        long released, boolean doomed, int applied, int slips, AcceptorClocks clocks, Optional<Slept> slept) {
    /// @param at when, by its own clock; what it sends later can be answered
    /// @param witnesses whose clocks it knew then
    record Slept(long at, Set<String> witnesses) {}

    /// A node with an empty machine.
    static Member fresh(String name, Holder holder, Acceptor acceptor) {
        return new Member(name, 0, holder, acceptor, Optional.empty(), Optional.empty(), 0, false, 0, 0,
                AcceptorClocks.none(Ticks.PROFILE), Optional.empty());
    }

    /// The group in the name of one incarnation and one epoch.
    record Run(long k, long epoch) {}

    String guardUuid() {
        return name + life;
    }

    Member with(Holder next) {
        return new Member(name, life, next, acceptor, runs, decided, released, doomed, applied, slips, clocks, slept);
    }

    Member with(Acceptor next) {
        return new Member(name, life, holder, next, runs, decided, released, doomed, applied, slips, clocks, slept);
    }

    Member running(Optional<Run> next) {
        return new Member(name, life, holder, acceptor, next, decided, released, doomed && next.isPresent(), applied,
                slips, clocks, slept);
    }

    Member deciding(Optional<Run> next) {
        return new Member(name, life, holder, acceptor, runs, next, released, doomed, applied, slips, clocks, slept);
    }

    Member released(long epoch) {
        return new Member(name, life, holder, acceptor, runs, decided, epoch, doomed, applied, slips, clocks, slept);
    }

    Member dooming() {
        return new Member(name, life, holder, acceptor, runs, decided, released, runs.isPresent(), applied, slips,
                clocks, slept);
    }

    Member applied(int entries) {
        return new Member(name, life, holder, acceptor, runs, decided, released, doomed, entries, slips, clocks, slept);
    }

    Member slipped() {
        return new Member(name, life, holder, acceptor, runs, decided, released, doomed, applied, slips + 1, clocks,
                slept);
    }

    Member with(AcceptorClocks next) {
        return new Member(name, life, holder, acceptor, runs, decided, released, doomed, applied, slips, next, slept);
    }

    Member with(Optional<Slept> next) {
        return new Member(name, life, holder, acceptor, runs, decided, released, doomed, applied, slips, clocks, next);
    }

    /// A crash, and the next guard process: nothing runs and nothing is remembered but what the disk has of the log.
    Member restarted(Holder fresh, Acceptor acceptorThen) {
        return new Member(name, life + 1, fresh, acceptorThen, Optional.empty(), Optional.empty(), 0, false, applied,
                slips, AcceptorClocks.none(Ticks.PROFILE), Optional.empty());
    }
}
