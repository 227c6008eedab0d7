package io.fci.guard.seal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;

/// One other member as this life knows it.
///
/// A greeting names a life of that member, and may be an old one that somebody replays. So it makes a *candidate* only: the
/// candidate is believed when it opens a message for this very life of ours, which only a guard that lives now can have
/// sealed. A life that was followed by another is never believed again.
final class Member {
    /// Whoever wants to replay an older life than these has to wait for as many restarts within one life of ours.
    private static final int RETIRED = 256;
    static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final Function<Life, Session> sessions;
    private final Aead sealing;
    private final Aead opening;
    private final Deque<Life> retired = new ArrayDeque<>();
    private Optional<Session> current = Optional.empty();
    private Optional<Session> candidate = Optional.empty();
    private long sent;
    final Interval greetings;
    final Interval answers;

    /// @param sessions between this guard's life and that one of the member's; `sealing` and `opening` are of greetings
    Member(Function<Life, Session> sessions, Aead sealing, Aead opening, Interval greetings, Interval answers) {
        this.sessions = sessions;
        this.sealing = sealing;
        this.opening = opening;
        this.greetings = greetings;
        this.answers = answers;
    }

    Optional<Session> current() {
        return current;
    }

    void seal(Session session, ByteBuffer plain, ByteBuffer out) {
        sent++;
        session.seal(sent, plain, out);
    }

    /// The nonce is in `out` already.
    void greet(ByteBuffer out) {
        sealing.nonce(out, Header.NONCE).seal(EMPTY, out);
    }

    /// The session to answer a greeting in; none if the greeting is not this member's, or of a life that is over.
    Optional<Session> greeted(ByteBuffer datagram, ByteBuffer plain) {
        if (!opening.nonce(datagram, Header.NONCE).open(datagram, plain)) {
            return Optional.empty();
        }
        var life = Header.sender(datagram);
        if (current.isPresent() && current.get().theirs().equals(life)) {
            return current;
        }
        if (retired.contains(life)) {
            return Optional.empty();
        }
        if (candidate.isEmpty() || !candidate.get().theirs().equals(life)) {
            candidate = Optional.of(sessions.apply(life));
        }
        return candidate;
    }

    /// What a message for this guard's life is.
    Opened open(ByteBuffer datagram, ByteBuffer plain) {
        if (current.isPresent() && Header.from(datagram, current.get().theirs())) {
            return current.get().open(datagram, plain);
        }
        if (candidate.isEmpty() || !Header.from(datagram, candidate.get().theirs())) {
            return Opened.UNSEALED;
        }
        var opened = candidate.get().open(datagram, plain);
        if (opened != Opened.SEALED) {
            return opened;
        }
        current.ifPresent(old -> retire(old.theirs()));
        current = candidate;
        candidate = Optional.empty();
        return Opened.SEALED;
    }

    private void retire(Life life) {
        if (retired.size() == RETIRED) {
            retired.removeFirst();
        }
        retired.addLast(life);
    }
}
