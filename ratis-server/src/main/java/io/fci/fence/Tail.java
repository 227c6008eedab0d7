package io.fci.fence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads a stream to its end and keeps the last bytes of it: an agent that prints without end must cost time only.
final class Tail implements Runnable {
    private final InputStream in;
    private final byte[] ring;
    private long read;

    Tail(InputStream in, int most) {
        this.in = in;
        this.ring = new byte[most];
    }

    @Override
    public void run() {
        var buffer = new byte[8 << 10];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // The run was ended, and its streams with it: what came until then is what there is.
            keep(new byte[0], 0);
        }
    }

    private synchronized void keep(byte[] bytes, int n) {
        for (int i = Math.max(0, n - ring.length); i < n; i++) {
            ring[(int) ((read + i) % ring.length)] = bytes[i];
        }
        read += n;
    }

    synchronized boolean cut() {
        return read > ring.length;
    }

    synchronized String text() {
        int length = (int) Math.min(read, ring.length);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((read - length + i) % ring.length)];
        }
        return new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
    }
}
