package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.State;
import io.fci.core.view.Handover;
import io.fci.core.view.Handover.Follower;
import io.fci.core.view.Handover.Reason;
import io.fci.core.view.Handover.View;
import io.fci.core.view.Handover.Wish;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Random clusters, and leaders that see them more or less well.
class HandoverPropertyTest {
    private static final long PATIENCE = 675;

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whoeverIsWishedForIsAnotherVoterThatIsUpAndHeardAndHearsEveryone(@ForAll("histories") History history,
            @ForAll long seed) {
        var view = view(history.end(), new Random(seed));
        Handover.wish(view).ifPresent(wish -> {
            var node = view.state().node(wish.to()).orElseThrow();
            assertThat(wish.to()).isNotEqualTo(view.self());
            assertThat(node.isUp() && node.voter() && node.quiet().isEmpty()).isTrue();
            var follower = view.followers().get(wish.to());
            assertThat(follower.heardMillisAgo()).isBetween(0L, PATIENCE - 1);
            assertThat(follower.behind()).isLessThanOrEqualTo(100);
            view.silent().forEach((acceptor, doubted) -> {
                assertThat(doubted).doesNotContain(wish.to());
                if (acceptor.equals(wish.to())) {
                    assertThat(doubted)
                            .noneMatch(n -> view.state().node(n).orElseThrow().isUp() && !n.equals(acceptor));
                }
            });
        });
    }

    /// Whoever got leadership for owning less gives it to nobody for that reason: neither back nor on.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void preferenceComesToRestWithOneHandover(@ForAll("histories") History history, @ForAll long seed) {
        var state = history.end();
        var all = healthy(state, new NodeName("a"));
        for (var self : all.followers().keySet()) {
            Handover.wish(healthy(state, self)).filter(w -> w.reason() == Reason.FEWER_GROUPS).ifPresent(wish -> {
                assertThat(Handover.wish(healthy(state, wish.to())).map(Wish::reason))
                        .isNotEqualTo(Optional.of(Reason.FEWER_GROUPS));
                assertThat(2 * groups(state, wish.to())).isLessThanOrEqualTo(groups(state, self));
                assertThat(state.operations().values()).noneMatch(Operation::isRunning);
            });
        }
    }

    /// Whatever a leader sees, however wildly it changes: it waits, and then it rests.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void nothingIsTriedInHasteNorOften(@ForAll("histories") History history, @ForAll long seed) {
        var random = new Random(seed);
        var lastTried = new EnumMap<Reason, Long>(Reason.class);
        var since = new EnumMap<Reason, Long>(Reason.class);
        var handover = Handover.NONE;
        long now = random.nextInt(1_000_000);
        var view = view(history.end(), random);
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(5) == 0 ? random.nextInt(5_000) : 50;
            view = random.nextInt(20) == 0 ? view(history.end(), random) : view;
            handover = random.nextInt(100) == 0 ? handover.idle() : handover.look(view, now);
            var reason = handover.wish().map(Wish::reason);
            for (var each : Reason.values()) {
                if (!reason.equals(Optional.of(each))) {
                    since.remove(each);
                } else {
                    since.putIfAbsent(each, now);
                }
            }
            var due = handover.due(now);
            if (due.isPresent()) {
                var why = due.get().reason();
                assertThat(now - since.get(why)).as("since when %s was wished for", why).isGreaterThanOrEqualTo(
                        Map.of(Reason.GUARD_QUIET, 0L, Reason.NOT_UP, 1_000L, Reason.DEAF, 3_000L,
                                Reason.FEWER_GROUPS, 10_000L).get(why));
                long rested = now - lastTried.getOrDefault(why, Long.MIN_VALUE / 2);
                if (why == Reason.FEWER_GROUPS || why == Reason.DEAF) {
                    // A more urgent reason in between may end the rest early, and rests itself.
                    long any = lastTried.values().stream().mapToLong(Long::longValue).max()
                            .orElse(Long.MIN_VALUE / 2);
                    assertThat(any == lastTried.getOrDefault(why, any) ? rested >= 60_000 : now - any >= 1_000)
                            .as("rest before %s", why).isTrue();
                }
                lastTried.put(why, now);
                handover = handover.tried(now);
                since.clear();
            }
        }
    }

    @Example
    void aLeaderWhoseGuardDoesNotSpeakHandsOverAtOnceAlsoRightAfterAPreference() {
        var state = CommandSequences.allUp(3).end();
        var view = healthy(state, new NodeName("a"));
        var quiet = new View(state, view.self(), true, view.followers(), view.silent(), PATIENCE);
        assertThat(Handover.NONE.look(quiet, 7).due(7)).hasValueSatisfying(wish -> {
            assertThat(wish.to()).isEqualTo(new NodeName("b"));
            assertThat(wish.reason()).isEqualTo(Reason.GUARD_QUIET);
        });
        var tired = new Handover(Optional.of(new Wish(new NodeName("b"), Reason.FEWER_GROUPS, "")), 0, Optional.empty())
                .tried(1_000);
        assertThat(tired.look(quiet, 1_001).due(1_001)).isPresent();
        var again = tired.look(quiet, 1_001).tried(1_001).look(quiet, 1_100);
        assertThat(again.due(1_100)).as("it is still being tried").isEmpty();
        assertThat(again.due(2_100)).isPresent();
    }

    @Example
    void aLeaderThatDoesNotHearWhomTheOthersHearHandsOverToOneThatDoes() {
        var state = CommandSequences.allUp(3).end();
        var a = new NodeName("a");
        var b = new NodeName("b");
        var c = new NodeName("c");
        var followers = new TreeMap<>(Map.of(b, new Follower(5_000, 0), c, new Follower(10, 0)));
        var view = new View(state, a, false, followers, silent(), PATIENCE);
        assertThat(Handover.wish(view)).hasValueSatisfying(wish -> {
            assertThat(wish.to()).isEqualTo(c);
            assertThat(wish.why()).isEqualTo("it does not hear b, which the others hear");
        });
        // The same over the lease plane.
        var doubting = silent();
        doubting.put(a, new TreeSet<>(java.util.Set.of(b)));
        var all = new TreeMap<>(Map.of(b, new Follower(10, 0), c, new Follower(10, 0)));
        assertThat(Handover.wish(new View(state, a, false, all, doubting, PATIENCE)).map(Wish::to))
                .contains(c);
        // Nobody hears it better: all stays as it is.
        doubting.put(c, new TreeSet<>(java.util.Set.of(b)));
        assertThat(Handover.wish(new View(state, a, false, all, doubting, PATIENCE))).isEmpty();
    }

    /// The properties are worth only as much as the wishes that they see.
    @Example
    void everyReasonIsReached() {
        var seen = EnumSet.noneOf(Reason.class);
        var random = new Random(3);
        CommandSequences.histories().generator(1000).stream(random).limit(400)
                .forEach(history -> Handover.wish(view(history.value().end(), random))
                        .ifPresent(wish -> seen.add(wish.reason())));
        assertThat(seen).containsExactlyInAnyOrder(Reason.values());
    }

    private static long groups(State state, NodeName node) {
        return state.groups().values().stream().filter(g -> g.owner().filter(o -> o.node().equals(node)).isPresent())
                .count();
    }

    private static View healthy(State state, NodeName self) {
        var followers = new TreeMap<NodeName, Follower>();
        state.nodes().values().stream().filter(n -> n.voter() && !n.name().equals(self))
                .forEach(n -> followers.put(n.name(), new Follower(20, 0)));
        return new View(state, self, false, followers, silent(), PATIENCE);
    }

    private static SortedMap<NodeName, SortedSet<NodeName>> silent() {
        return new TreeMap<>();
    }

    private static View view(State state, Random random) {
        var voters = new ArrayList<>(
                state.nodes().values().stream().filter(Node::voter).map(Node::name).toList());
        var self = voters.get(random.nextInt(voters.size()));
        var followers = new TreeMap<NodeName, Follower>();
        var silent = silent();
        for (var voter : voters) {
            if (!voter.equals(self)) {
                followers.put(voter, new Follower(random.nextInt(6) == 0 ? random.nextInt(3_000) - 1 : 40,
                        random.nextInt(8) == 0 ? random.nextInt(300) : 0));
            }
            if (random.nextInt(10) == 0) {
                silent.computeIfAbsent(voters.get(random.nextInt(voters.size())), _ -> new TreeSet<>()).add(voter);
            }
        }
        return new View(state, self, random.nextInt(6) == 0, followers, silent, PATIENCE);
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories(40);
    }
}
