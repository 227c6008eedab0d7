package io.fci.guard.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Two members and everything that somebody between them can do: keep, repeat, reorder, change.
class MembersPropertyTest {
    private static final UUID CLUSTER = new UUID(1, 2);
    private static final List<String> ALL = List.of("a", "b", "c");

    private long now;

    /// One life, and what it was told in the order in which it opened it.
    private final class Guard {
        final String name;
        final Members members;
        final List<String> heard = new ArrayList<>();

        Guard(String name, ClusterKey key, UUID cluster) {
            this.name = name;
            this.members = new Members(key, cluster, name, ALL.stream().filter(n -> !n.equals(name)).toList(),
                    () -> now);
        }

        /// What goes on the wire for this message.
        byte[] say(String to, String text) {
            now += 1_000_000_000;
            var out = ByteBuffer.allocate(600);
            members.seal(to, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), out);
            return bytes(out);
        }

        /// What it answers.
        List<byte[]> hear(String from, byte[] datagram) {
            now += 1_000_000_000;
            var answers = new ArrayList<byte[]>();
            var plain = ByteBuffer.allocate(600);
            var opened = members.open(from, ByteBuffer.wrap(datagram), plain, answer -> answers.add(bytes(answer)));
            if (opened == Opened.SEALED && plain.hasRemaining()) {
                heard.add(StandardCharsets.UTF_8.decode(plain).toString());
            }
            return answers;
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ClusterKey key(int number) {
        try {
            return ClusterKey.parse(String.format("%064x", number));
        } catch (KeyException e) {
            throw new AssertionError(e);
        }
    }

    private Guard guard(String name) {
        return new Guard(name, key(7), CLUSTER);
    }

    /// Delivers everything there and back until nobody says anything more; answers all that was on the wire.
    private static List<byte[]> converse(Guard one, Guard other, byte[] first) {
        var wire = new ArrayList<byte[]>();
        var to = List.of(first);
        var from = one;
        var at = other;
        while (!to.isEmpty()) {
            assertThat(wire.size()).as("a handshake that ends").isLessThan(20);
            var back = new ArrayList<byte[]>();
            for (var datagram : to) {
                wire.add(datagram);
                back.addAll(at.hear(from.name, datagram));
            }
            to = back;
            var turn = from;
            from = at;
            at = turn;
        }
        return wire;
    }

    @Example
    void twoLivesKnowEachOtherAfterOneHandshakeAndAgainAfterEitherRestarts() {
        var a = guard("a");
        var b = guard("b");
        converse(a, b, a.say("b", "lost"));
        converse(a, b, a.say("b", "one"));
        converse(b, a, b.say("a", "two"));
        assertThat(b.heard).containsExactly("one");
        assertThat(a.heard).containsExactly("two");

        var again = guard("b");
        converse(a, again, a.say("b", "for the one before"));
        assertThat(again.heard).isEmpty();
        converse(again, a, again.say("a", "lost"));
        converse(a, again, a.say("b", "three"));
        converse(again, a, again.say("a", "four"));
        assertThat(again.heard).containsExactly("three");
        assertThat(a.heard).containsExactly("two", "four");
    }

    @Property(tries = 200)
    void nothingIsHeardTwiceOrByAnotherLifeOrUnderAnotherName(@ForAll Random random) {
        var a = guard("a");
        var b = guard("b");
        var c = guard("c");
        var wire = new ArrayList<byte[]>();
        var said = new TreeSet<String>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> a = restarted(a, random);
                case 1 -> b = restarted(b, random);
                default -> {
                    var text = "a" + step;
                    said.add(text);
                    var first = a.say("b", text);
                    // Some are kept back instead of delivered, and come later, after others.
                    wire.addAll(random.nextInt(4) == 0 ? List.of(first) : converse(a, b, first));
                }
            }
            for (int i = 0; i < 4 && !wire.isEmpty(); i++) {
                var old = wire.get(random.nextInt(wire.size())).clone();
                if (random.nextBoolean() && old.length > 0) {
                    old[random.nextInt(old.length)] ^= (byte) (1 << random.nextInt(8));
                }
                b.hear("a", old);
                b.hear("c", old);
                c.hear("a", old);
                a.hear("b", old);
            }
            assertThat(b.heard).doesNotHaveDuplicates();
            assertThat(said).containsAll(b.heard);
            assertThat(a.heard).as("its own words").isEmpty();
            assertThat(c.heard).as("not said to it").isEmpty();
        }
        // All of that noise did not keep the two apart.
        converse(b, a, b.say("a", "knock"));
        converse(a, b, a.say("b", "knock"));
        converse(a, b, a.say("b", "the end"));
        assertThat(b.heard).endsWith("the end");
    }

    private Guard restarted(Guard guard, Random random) {
        return random.nextInt(3) == 0 ? guard(guard.name) : guard;
    }

    @Example
    void whoHasAnotherKeyOrIsOfAnotherClusterIsNeitherHeardNorAnswered() {
        var b = guard("b");
        for (var stranger : List.of(new Guard("a", key(8), CLUSTER), new Guard("a", key(7), new UUID(1, 3)))) {
            assertThat(b.hear("a", stranger.say("b", "hello"))).isEmpty();
        }
        assertThat(b.hear("c", guard("a").say("b", "hello"))).as("a member under another member's name").isEmpty();
        assertThat(b.hear("z", guard("a").say("b", "hello"))).as("nobody").isEmpty();
        assertThat(b.heard).isEmpty();
    }

    @Property(tries = 500)
    void garbageIsNeitherHeardNorAnswered(@ForAll byte[] garbage) {
        var b = guard("b");
        assertThat(b.hear("a", garbage)).isEmpty();
        var changed = guard("a").say("b", "x");
        int changes = 0;
        for (int i = 0; i < Math.min(garbage.length, changed.length - 8); i++) {
            changed[8 + i] ^= garbage[i];
            changes |= garbage[i];
        }
        assertThat(b.hear("a", changed)).hasSize(changes == 0 ? 2 : 0);
        assertThat(b.heard).isEmpty();
    }

    @Example
    void aFloodOfRepeatedGreetingsGetsNoFloodOfAnswers() {
        var b = guard("b");
        var hello = guard("a").say("b", "x");
        assertThat(b.hear("a", hello)).hasSize(2);
        int answers = 0;
        for (int i = 0; i < 1_000; i++) {
            var plain = ByteBuffer.allocate(600);
            var count = new ArrayList<Integer>();
            b.members.open("a", ByteBuffer.wrap(hello), plain, _ -> count.add(1));
            answers += count.size();
        }
        assertThat(answers).isZero();
    }
}
