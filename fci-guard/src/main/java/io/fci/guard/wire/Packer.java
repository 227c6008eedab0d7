package io.fci.guard.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Writes fields one after the other, big endian, into a buffer that grows to a limit. The twin of [Unpacker].
final class Packer {
    private final int limit;
    private ByteBuffer out;

    Packer(int limit) {
        this.limit = limit;
        this.out = ByteBuffer.allocate(Math.min(limit, 256));
    }

    /// Into a buffer of the caller's, from its beginning, and never beyond its end.
    Packer(ByteBuffer into) {
        this.limit = into.capacity();
        this.out = into.clear();
    }

    Packer tag(int value) {
        room(1).put((byte) value);
        return this;
    }

    Packer flag(boolean value) {
        return tag(value ? 1 : 0);
    }

    Packer u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    Packer i32(int value) {
        room(4).putInt(value);
        return this;
    }

    Packer i64(long value) {
        room(8).putLong(value);
        return this;
    }

    Packer uuid(UUID value) {
        return i64(value.getMostSignificantBits()).i64(value.getLeastSignificantBits());
    }

    Packer bytes(byte[] value) {
        u16(value.length);
        room(value.length).put(value);
        return this;
    }

    Packer text(String value) {
        return plain(value) ? plainText(value) : bytes(utf8(value));
    }

    /// Names mostly are: those are written as they are, and leave nothing behind.
    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return value.length() <= Unpacker.TEXT_LIMIT;
    }

    private Packer plainText(String value) {
        u16(value.length());
        var into = room(value.length());
        for (int i = 0; i < value.length(); i++) {
            into.put((byte) value.charAt(i));
        }
        return this;
    }

    private static byte[] utf8(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Unpacker.TEXT_LIMIT) {
            throw new IllegalArgumentException("a text of " + bytes.length + " bytes is longer than the "
                    + Unpacker.TEXT_LIMIT + " that fit a message");
        }
        return bytes;
    }

    Packer text(Optional<String> value) {
        flag(value.isPresent());
        value.ifPresent(this::text);
        return this;
    }

    <T> Packer list(List<T> values, BiConsumer<Packer, T> each) {
        if (values.size() > Unpacker.LIST_LIMIT) {
            throw new IllegalArgumentException("a list of " + values.size() + " entries is longer than the "
                    + Unpacker.LIST_LIMIT + " that fit a message");
        }
        u16(values.size());
        values.forEach(value -> each.accept(this, value));
        return this;
    }

    Packer texts(Map<String, String> values) {
        return list(List.copyOf(values.entrySet()), (p, entry) -> p.text(entry.getKey()).text(entry.getValue()));
    }

    byte[] done() {
        var bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            int need = out.position() + more;
            if (need > limit) {
                throw new IllegalArgumentException("the message is larger than " + limit + " bytes");
            }
            out = ByteBuffer.allocate(Math.min(limit, Math.max(need, out.capacity() * 2))).put(out.flip());
        }
        return out;
    }
}
