package io.fci.guard.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM under one key in one direction. The cipher is kept: making one for each datagram costs more than sealing it.
final class Aead {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final SecretKey key;
    private final int mode;
    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_BYTES];

    private Aead(SecretKey key, int mode) {
        this.key = key;
        this.mode = mode;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks AES-GCM", e);
        }
    }

    static Aead sealing(SecretKey key) {
        return new Aead(key, Cipher.ENCRYPT_MODE);
    }

    static Aead opening(SecretKey key) {
        return new Aead(key, Cipher.DECRYPT_MODE);
    }

    /// The nonce of a sequence number, which is used once under one key.
    Aead numbered(long number) {
        for (int i = 0; i < NONCE_BYTES; i++) {
            nonce[i] = i < NONCE_BYTES - Long.BYTES ? 0 : (byte) (number >>> 8 * (NONCE_BYTES - 1 - i));
        }
        return this;
    }

    /// The nonce that lies at `index`.
    Aead nonce(ByteBuffer bytes, int index) {
        bytes.get(index, nonce);
        return this;
    }

    /// Moves what lies from `at` on into `to`, sealed or opened, with the header of `vouched` in front vouched for. Answers how
    /// many bytes that made, or less than none when it does not open.
    ///
    /// Arrays and no buffers: of buffers the JDK's cipher makes copies of its own, for every datagram.
    private int move(byte[] vouched, byte[] from, int at, int length, byte[] to, int into) {
        try {
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            cipher.updateAAD(vouched, 0, Header.BYTES);
            return cipher.doFinal(from, at, length, to, into);
        } catch (InvalidKeyException | InvalidAlgorithmParameterException | ShortBufferException e) {
            throw new IllegalStateException("sealing or opening a datagram", e);
        } catch (GeneralSecurityException e) {
            return -1;
        }
    }

    /// `plain` behind the header that is in `out`.
    void seal(ByteBuffer plain, ByteBuffer out) {
        int length = move(out.array(), plain.array(), plain.position(), plain.remaining(), out.array(), Header.BYTES);
        out.position(0).limit(Header.BYTES + length);
    }

    /// What lies behind the header of `datagram`, in `plain`. False when it does not open.
    boolean open(ByteBuffer datagram, ByteBuffer plain) {
        int length = move(datagram.array(), datagram.array(), Header.BYTES, datagram.limit() - Header.BYTES,
                plain.array(), 0);
        plain.position(0).limit(Math.max(0, length));
        return length >= 0;
    }
}
