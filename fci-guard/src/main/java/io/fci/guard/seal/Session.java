package io.fci.guard.seal;

import java.nio.ByteBuffer;

/// Two guards' lives and the two keys between them, one for each direction. The keys come from both lives, so nothing
/// that was sealed for another life of either guard opens here; what was sealed for this one opens once.
final class Session {
    private final Life mine;
    private final Life theirs;
    private final Aead sealing;
    private final Aead opening;
    private final ReplayWindow seen = new ReplayWindow();

    Session(Life mine, Life theirs, Aead sealing, Aead opening) {
        this.mine = mine;
        this.theirs = theirs;
        this.sealing = sealing;
        this.opening = opening;
    }

    Life theirs() {
        return theirs;
    }

    /// Puts the sealed datagram into `out`. A number is never used twice between two members
    /// in one life of ours, whatever became of the session meanwhile: the same two lives have the same keys.
    void seal(long number, ByteBuffer plain, ByteBuffer out) {
        Header.put(out, Header.Kind.MESSAGE, mine, theirs);
        Header.number(out, number);
        sealing.numbered(number).seal(plain, out);
    }

    /// Puts what was sealed into `plain`. The header was compared with the two lives.
    Opened open(ByteBuffer datagram, ByteBuffer plain) {
        long number = Header.number(datagram);
        if (!seen.fresh(number)) {
            return Opened.REPEATED;
        }
        if (!opening.numbered(number).open(datagram, plain)) {
            return Opened.UNSEALED;
        }
        seen.mark(number);
        return Opened.SEALED;
    }
}
