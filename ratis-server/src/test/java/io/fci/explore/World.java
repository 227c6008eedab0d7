package io.fci.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Everything at one instant.
///
/// @param members in the order of [Log#NODES]
record World(List<Cell<Member>> members, Log log, Cell<Said> said) {
    Member member(int i) {
        return members.get(i).value();
    }

    World with(int i, Cell<Member> next) {
        var all = new ArrayList<>(members);
        all.set(i, next);
        return new World(Collections.unmodifiableList(all), log, said);
    }

    World with(Cell<Said> next) {
        return next == said ? this : new World(members, log, next);
    }

    World with(Log next) {
        return new World(members, next, said);
    }

    /// Two worlds are taken for the same when this is the same: among ten million, wrongly so with a chance of 3 in a
    /// million.
    long fingerprint() {
        long hash = mixed(log.id() + 1, said.id());
        for (var member : members) {
            hash = mixed(hash, member.id());
        }
        return hash == 0 ? 1 : hash;
    }

    private static long mixed(long hash, long value) {
        long x = hash * 0x9E3779B97F4A7C15L + value + 0x632BE59BD9B4E019L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
