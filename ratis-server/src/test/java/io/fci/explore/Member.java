package io.fci.explore;

import io.fci.guard.lease.Acceptor;
import io.fci.guard.lease.Holder;
import java.util.Optional;

/// One node: its guard, its daemon as far as the log is concerned, and what its machine runs.
///
/// @param life which guard process this is, counted from 0
/// @param runs what the machine really runs, whatever anybody believes
/// @param decided what the daemon has decided to start and not yet asked for: it may be paused there for ever
/// @param released the greatest epoch that was closed here
/// @param doomed the guard has given up its lease and is about to end what runs
/// @param applied how much of the log the daemon knows
/// @param slips how often this clock lost or gained a tick
record Member(String name, int life, Holder holder, Acceptor acceptor, Optional<Run> runs, Optional<Run> decided,
        long released, boolean doomed, int applied, int slips) {
    /// The group in the name of one incarnation and one epoch.
    record Run(long k, long epoch) {}

    String guardUuid() {
        return name + life;
    }

    Member with(Holder next) {
        return new Member(name, life, next, acceptor, runs, decided, released, doomed, applied, slips);
    }

    Member with(Acceptor next) {
        return new Member(name, life, holder, next, runs, decided, released, doomed, applied, slips);
    }

    Member running(Optional<Run> next) {
        return new Member(name, life, holder, acceptor, next, decided, released, doomed && next.isPresent(), applied,
                slips);
    }

    Member deciding(Optional<Run> next) {
        return new Member(name, life, holder, acceptor, runs, next, released, doomed, applied, slips);
    }

    Member released(long epoch) {
        return new Member(name, life, holder, acceptor, runs, decided, epoch, doomed, applied, slips);
    }

    Member dooming() {
        return new Member(name, life, holder, acceptor, runs, decided, released, runs.isPresent(), applied, slips);
    }

    Member applied(int entries) {
        return new Member(name, life, holder, acceptor, runs, decided, released, doomed, entries, slips);
    }

    Member slipped() {
        return new Member(name, life, holder, acceptor, runs, decided, released, doomed, applied, slips + 1);
    }

    /// A crash, and the next guard process: nothing runs and nothing is remembered but what the disk has of the log.
    Member restarted(Holder fresh, Acceptor acceptorThen) {
        return new Member(name, life + 1, fresh, acceptorThen, Optional.empty(), Optional.empty(), 0, false, applied,
                slips);
    }
}
