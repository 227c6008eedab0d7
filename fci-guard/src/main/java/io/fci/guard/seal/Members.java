package io.fci.guard.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Seals and opens what this life of this guard exchanges with the other members. Used by one thread. Every buffer is one
/// with an array that begins where the buffer does.
///
/// Two lives get to know each other by HELLO, HELLO_TOO and an empty message each way. HELLO is said whenever there is
/// something to send to a member whose life is not known, and by every guard when it starts.
public final class Members {
    /// What sealing adds to a message.
    public static final int OVERHEAD = Header.BYTES + Aead.TAG_BYTES;

    private static final Life NOBODY = new Life(0, 0);
    private static final long GREETING_NANOS = 20_000_000;
    private static final long ANSWER_NANOS = 2_000_000;

    private final ClusterKey key;
    private final UUID cluster;
    private final String name;
    private final SecureRandom random = new SecureRandom();
    private final Life life = Life.random(random);
    private final Map<String, Member> others = new TreeMap<>();
    private final ByteBuffer answer = ByteBuffer.allocate(OVERHEAD);

    public Members(ClusterKey key, UUID cluster, String name, Collection<String> others, LongSupplier clock) {
        this.key = key;
        this.cluster = cluster;
        this.name = name;
        for (var other : others) {
            this.others.put(other, new Member(theirs -> session(other, theirs),
                    Aead.sealing(key.derive(new byte[0], info("greeting", name, other))),
                    Aead.opening(key.derive(new byte[0], info("greeting", other, name))),
                    new Interval(clock, GREETING_NANOS), new Interval(clock, ANSWER_NANOS)));
        }
    }

    /// Makes `out` what is to be sent to that member: the message, sealed. Before its life is known, a greeting instead, or
    /// nothing when one was sent a moment ago; false then, because the message is lost.
    public boolean seal(String to, ByteBuffer plain, ByteBuffer out) {
        var member = others.get(to);
        out.clear();
        if (member.current().isPresent()) {
            member.seal(member.current().get(), plain, out);
            return true;
        }
        if (member.greetings.due()) {
            greeting(member, Header.Kind.HELLO, out);
        } else {
            out.limit(0);
        }
        return false;
    }

    /// Whether `datagram` is a message from that member to this life, said for the first time: what was sealed is in `plain`
    /// then, and may be empty. What shows the key and is a greeting is answered through `answers`, at most two datagrams.
    public Opened open(String from, ByteBuffer datagram, ByteBuffer plain, Consumer<ByteBuffer> answers) {
        var member = others.get(from);
        if (member == null || !Header.is(datagram)) {
            return Opened.MALFORMED;
        }
        plain.clear();
        return switch (Header.kind(datagram)) {
            case MESSAGE -> Header.to(datagram, life) ? member.open(datagram, plain) : Opened.UNSEALED;
            case HELLO -> greeted(member, datagram, plain, answers, true);
            case HELLO_TOO -> greeted(member, datagram, plain, answers, false);
        };
    }

    private Opened greeted(Member member, ByteBuffer datagram, ByteBuffer plain, Consumer<ByteBuffer> answers,
            boolean asked) {
        if (!Header.to(datagram, NOBODY)) {
            return Opened.MALFORMED;
        }
        var session = member.greeted(datagram, plain);
        if (session.isEmpty()) {
            return Opened.UNSEALED;
        }
        if (member.answers.due()) {
            if (asked) {
                greeting(member, Header.Kind.HELLO_TOO, answer.clear());
                answers.accept(answer);
            }
            member.seal(session.get(), Member.EMPTY, answer.clear());
            answers.accept(answer);
        }
        plain.limit(0);
        return Opened.SEALED;
    }

    private void greeting(Member member, Header.Kind kind, ByteBuffer out) {
        var nonce = new byte[Aead.NONCE_BYTES];
        random.nextBytes(nonce);
        Header.put(out, kind, life, NOBODY);
        out.put(Header.NONCE, nonce);
        member.greet(out);
    }

    private Session session(String other, Life theirs) {
        return new Session(life, theirs, Aead.sealing(key.derive(lives(life, theirs), info("message", name, other))),
                Aead.opening(key.derive(lives(theirs, life), info("message", other, name))));
    }

    private static byte[] lives(Life sender, Life receiver) {
        var salt = ByteBuffer.allocate(2 * Life.BYTES);
        sender.write(salt, 0);
        receiver.write(salt, Life.BYTES);
        return salt.array();
    }

    /// Names hold no zero byte, so no two sets of names read the same.
    private byte[] info(String what, String sender, String receiver) {
        return String.join("\0", "fci lease plane 1", what, cluster.toString(), sender, receiver)
                .getBytes(StandardCharsets.UTF_8);
    }
}
