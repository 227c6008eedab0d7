package io.fci.acceptance.safety;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Finds two owners in what the witnesses saw. Says so only where no order of the events explains what was seen.
final class Overlaps {
    /// From the first frame under the address to the first sign of its epoch: the process starts last, and on a busy machine late.
    /// Whoever speaks in another one's epoch does not get away with this: then the other one's next frame has no epoch left.
    private static final long START = 5_000_000_000L;

    private final List<Span> spans;

    private Overlaps(List<Span> spans) {
        this.spans = spans;
    }

    static List<Overlap> in(List<Span> spans) {
        var checker = new Overlaps(spans);
        return Stream.of(checker.epochs(Witness.ANSWER), checker.epochs(Witness.PLACE), checker.epochs(Witness.PROCESS),
                checker.processesAndPlaces(), checker.addresses(), checker.frames()).flatMap(List::stream).toList();
    }

    /// Everything of an epoch comes before everything of a later one, on whatever nodes.
    private List<Overlap> epochs(Witness witness) {
        return inOrder(byEpoch(of(witness)));
    }

    /// A service's diary and the kernel's list are two clocks of one machine: each must be over before the other begins anew.
    private List<Overlap> processesAndPlaces() {
        var found = new ArrayList<Overlap>();
        for (var old : byEpoch(of(Witness.PROCESS)).values()) {
            for (var next : byEpoch(of(Witness.PLACE)).values()) {
                if (old.epoch() < next.epoch() && old.last() > next.first()) {
                    found.add(Overlap.between(old, next));
                }
            }
        }
        return found;
    }

    private static List<Overlap> inOrder(Map<Long, Span> epochs) {
        var found = new ArrayList<Overlap>();
        var all = List.copyOf(epochs.values());
        for (int i = 0; i < all.size(); i++) {
            for (var next : all.subList(i + 1, all.size())) {
                if (all.get(i).last() > next.first()) {
                    found.add(Overlap.between(all.get(i), next));
                }
            }
        }
        return found;
    }

    private List<Overlap> addresses() {
        var found = new ArrayList<Overlap>();
        var all = of(Witness.ADDRESS).toList();
        for (int i = 0; i < all.size(); i++) {
            for (var next : all.subList(i + 1, all.size())) {
                if (!all.get(i).node().equals(next.node()) && all.get(i).last() > next.first()
                        && next.last() > all.get(i).first()) {
                    found.add(Overlap.between(all.get(i), next));
                }
            }
        }
        return found;
    }

    /// Frames carry no epoch, but come in one order: the nodes that spoke one after the other must be the owners, in the order
    /// of their epochs, and none before its epoch had begun anywhere else.
    private List<Overlap> frames() {
        var found = new ArrayList<Overlap>();
        var owners = List.copyOf(byEpoch(spans.stream().filter(s -> s.epoch() > 0)).values());
        int at = 0;
        Span before = null;
        for (var run : of(Witness.FRAME).toList()) {
            int owner = at;
            while (owner < owners.size() && !(owners.get(owner).node().equals(run.node())
                    && owners.get(owner).first() <= run.first() + START)) {
                owner++;
            }
            if (owner < owners.size()) {
                at = owner;
            } else {
                var other = before == null ? run : before;
                found.add(new Overlap(Witness.FRAME, (run.last() - other.first()) / 1e6,
                        Witness.FRAME.words + ": " + run.node() + " spoke at " + run.first() + " after " + other.node()
                                + " had at " + other.first() + ", in no epoch of its own"));
                continue;
            }
            before = run;
        }
        return found;
    }

    private Stream<Span> of(Witness witness) {
        return spans.stream().filter(span -> span.witness() == witness).sorted(Comparator.comparingLong(Span::first));
    }

    private static Map<Long, Span> byEpoch(Stream<Span> some) {
        var epochs = new TreeMap<Long, Span>();
        some.forEach(span -> epochs.merge(span.epoch(), span, Span::and));
        return epochs;
    }
}
