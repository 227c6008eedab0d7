package io.fci.explore;

import io.fci.core.state.Ownership.Owned;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What must never happen, judged by what the machines run and not by what anybody believes. A machine that was frozen
/// together with its clock, and has heard nobody since, cannot know: it is the one limit, and counts for nothing.
enum Invariant {
    ONE_RUNS {
        @Override
        Optional<String> broken(World w) {
            var running = IntStream.range(0, w.members().size()).mapToObj(w::member)
                    .filter(m -> m.runs().isPresent() && m.slept().isEmpty())
                    .map(Member::name)
                    .toList();
            return when(running.size() > 1, "two owners: the group runs on " + String.join(" and on ", running));
        }
    },
    /// Not promised: the limit itself, so that it is known what is excepted.
    ONE_RUNS_ALTHOUGH_ONE_SLEPT {
        @Override
        Optional<String> broken(World w) {
            long running = w.members().stream().filter(m -> m.value().runs().isPresent()).count();
            return when(running > 1, "two owners, one of which was frozen with its clock and has heard nobody since");
        }
    },
    NOTHING_RUNS_FOR_THE_LOST {
        @Override
        Optional<String> broken(World w) {
            for (int i = 0; i < w.members().size(); i++) {
                var m = w.member(i);
                if (m.runs().isPresent() && m.slept().isEmpty() && !w.log().isCurrent(m.name(), m.runs().get().k())) {
                    return Optional.of(m.name() + " runs the group for incarnation " + m.runs().get().k()
                            + ", which the log calls over");
                }
            }
            return Optional.empty();
        }
    },
    EPOCHS_GROW_AND_HAVE_ONE_OWNER {
        @Override
        Optional<String> broken(World w) {
            List<Owned> owners = w.log().owners();
            for (int i = 1; i < owners.size(); i++) {
                var newer = owners.get(i - 1);
                var older = owners.get(i);
                boolean same = newer.is(older.node(), older.incarnation(), older.epoch());
                if (!same && newer.epoch() <= older.epoch()) {
                    return Optional.of("epoch " + newer.epoch() + " of " + newer.node() + " follows epoch "
                            + older.epoch() + " of " + older.node());
                }
            }
            return Optional.empty();
        }
    };

    /// What nobody can end goes on running for the lost, which is why the group waits.
    static Set<Invariant> promised(Scope scope) {
        var promised = EnumSet.complementOf(EnumSet.of(ONE_RUNS_ALTHOUGH_ONE_SLEPT));
        if (scope.stuck().isPresent()) {
            promised.remove(NOTHING_RUNS_FOR_THE_LOST);
        }
        return promised;
    }

    /// What is wrong, in words.
    abstract Optional<String> broken(World w);

    private static Optional<String> when(boolean broken, String words) {
        return broken ? Optional.of(words) : Optional.empty();
    }
}
