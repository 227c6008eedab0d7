package io.fci.core;

import io.fci.core.log.Applied;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A log: what a cluster was asked, one proposal an entry, from the first command on.
record History(List<Entry> entries) {
    History {
        entries = List.copyOf(entries);
    }

    /// One command and what it did.
    record Moment(State before, Entry entry, Applied applied) {
        State after() {
            return applied.state();
        }

        Proposal proposal() {
            return entry.proposals().getFirst();
        }

        Command command() {
            return proposal().command();
        }

        Outcome outcome() {
            return applied.outcomes().getFirst();
        }

        boolean accepted() {
            return outcome() instanceof Outcome.Accepted;
        }

        @Override
        public String toString() {
            return "at " + entry.clusterTime() + " ms, revision " + before.revision() + ": " + proposal() + "\n  -> "
                    + outcome();
        }
    }

    /// The whole log, applied from nothing.
    List<Moment> moments() {
        var moments = new ArrayList<Moment>();
        var state = State.EMPTY;
        for (var entry : entries) {
            var applied = Cluster.apply(state, entry);
            moments.add(new Moment(state, entry, applied));
            state = applied.state();
        }
        return moments;
    }

    State end() {
        return moments().getLast().after();
    }

    @Override
    public String toString() {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> i + ": at " + entries.get(i).clusterTime() + " ms "
                        + entries.get(i).proposals().stream().map(Proposal::toString).collect(Collectors.joining("; ")))
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
