package io.fci.guard.wire;

/// What one guard says to another. Who says it is in the [Envelope]; `holder` and `k` name one incarnation of one node's
/// lease, `a` one life of the speaking guard as an acceptor.
public sealed interface Datagram {
    /// The sender renews its lease `k`. `sentNanos` is the sender's own clock just before sending, and comes back in the
    /// [Ack]. The profile travels along because an acceptor must wait by the times of the *holder*: a node without
    /// real-time scheduling runs a slower profile than its peers.
    record Renew(long k, long seq, long sentNanos, Profile profile) implements Datagram {
        public Renew {
            incarnation(k);
            positive("sequence number", seq);
        }
    }

    /// What an acceptor says to a renewal: whose, which one, and what its own clock showed then.
    sealed interface Answer extends Datagram {
        long a();

        String holder();

        long k();

        long seq();

        long sentNanos();

        long clockNanos();
    }

    /// The sender acknowledges a renewal and will wait the whole acceptor wait from now, which is `clockNanos` on its own
    /// clock.
    record Ack(long a, String holder, long k, long seq, long sentNanos, long clockNanos) implements Answer {
        public Ack {
            answer(a, holder, k, seq);
        }
    }

    /// The sender does not acknowledge `k` any more. It says so because of its clock: a holder that stood still has to hear
    /// that time went on, and those who gave it up are often the only ones it hears.
    record Refused(long a, String holder, long k, long seq, long sentNanos, long clockNanos) implements Answer {
        public Refused {
            answer(a, holder, k, seq);
        }
    }

    /// A hint: the sender has not heard the holder for the whole acceptor wait. Nothing is refused yet.
    record Silent(long a, String holder, long k, long ageMillis) implements Datagram {
        public Silent {
            about(a, holder, k, ageMillis);
        }
    }

    /// The leader's guard asks for an [Attest].
    record Ask(String holder, long k) implements Datagram {
        public Ask {
            Names.check("node", holder);
            incarnation(k);
        }
    }

    /// The sender has not heard the holder for the whole acceptor wait and will never acknowledge (holder, k) again.
    record Attest(long a, String holder, long k, long ageMillis) implements Datagram {
        public Attest {
            about(a, holder, k, ageMillis);
        }
    }

    /// Asked about (holder, k), the sender has heard it lately and goes on acknowledging it.
    record Heard(String holder, long k) implements Datagram {
        public Heard {
            Names.check("node", holder);
            incarnation(k);
        }
    }

    /// Everything of the sender's own incarnation `k` was terminated, and that was verified.
    record Dead(long k) implements Datagram {
        public Dead {
            incarnation(k);
        }
    }

    /// An operator's command: refuse (holder, k) from now on, attest when the acceptor wait has run out.
    record Revoke(String holder, long k) implements Datagram {
        public Revoke {
            Names.check("node", holder);
            incarnation(k);
        }
    }

    /// The sender holds no lease and looks who could acknowledge one. `sentNanos` is its own clock just before sending, and comes
    /// back in [Here].
    record Probe(long sentNanos) implements Datagram {}

    /// The answer to a [Probe], of every guard that lives: also of one that is no acceptor yet, because a cluster that starts as a
    /// whole has none.
    record Here(long sentNanos) implements Datagram {}

    private static void answer(long a, String holder, long k, long seq) {
        positive("acceptor incarnation", a);
        Names.check("node", holder);
        incarnation(k);
        positive("sequence number", seq);
    }

    private static void about(long a, String holder, long k, long ageMillis) {
        positive("acceptor incarnation", a);
        Names.check("node", holder);
        incarnation(k);
        if (ageMillis < 0) {
            throw new IllegalArgumentException("age " + ageMillis + " ms is negative");
        }
    }

    private static void incarnation(long k) {
        positive("incarnation", k);
    }

    private static void positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " " + value + " is not positive");
        }
    }
}
