package io.fci.guard.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Reads what [Packer] wrote. Total: whatever the bytes are, each method answers or throws a [WireException], and no
/// length is believed before the bytes behind it are there.
final class Unpacker {
    static final int TEXT_LIMIT = 65_535;
    static final int LIST_LIMIT = 4_096;

    private final ByteBuffer in;

    Unpacker(ByteBuffer in) {
        this.in = in;
    }

    /// Reads one element of a list, or the whole of a message.
    interface Body<T> {
        T read(Unpacker in) throws WireException;
    }

    /// The whole of `in` as one `T`: what is left over, or what a record refuses, is a broken message.
    static <T> T whole(ByteBuffer in, Body<T> body) throws WireException {
        var unpacker = new Unpacker(in);
        T value;
        try {
            value = body.read(unpacker);
        } catch (IllegalArgumentException e) {
            throw new WireException("impossible value: " + e.getMessage(), e);
        }
        if (in.hasRemaining()) {
            throw new WireException(in.remaining() + " bytes too many");
        }
        return value;
    }

    int tag() throws WireException {
        return need(1).get() & 0xff;
    }

    boolean flag() throws WireException {
        return switch (tag()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new WireException("flag is neither 0 nor 1");
        };
    }

    int u16() throws WireException {
        return need(2).getShort() & 0xffff;
    }

    int i32() throws WireException {
        return need(4).getInt();
    }

    long i64() throws WireException {
        return need(8).getLong();
    }

    UUID uuid() throws WireException {
        return new UUID(i64(), i64());
    }

    byte[] bytes() throws WireException {
        int length = u16();
        need(length);
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    String text() throws WireException {
        int length = u16();
        var slice = need(length).slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException e) {
            throw new WireException("text is not UTF-8", e);
        }
    }

    Optional<String> optionalText() throws WireException {
        return flag() ? Optional.of(text()) : Optional.empty();
    }

    <T> List<T> list(Body<T> each) throws WireException {
        int size = u16();
        if (size > LIST_LIMIT) {
            throw new WireException("a list of " + size + " entries");
        }
        var values = new ArrayList<T>();
        for (int i = 0; i < size; i++) {
            values.add(each.read(this));
        }
        return List.copyOf(values);
    }

    Map<String, String> texts() throws WireException {
        var values = new TreeMap<String, String>();
        for (var entry : list(in -> Map.entry(in.text(), in.text()))) {
            if (values.put(entry.getKey(), entry.getValue()) != null) {
                throw new WireException("key '" + entry.getKey() + "' twice");
            }
        }
        return values;
    }

    private ByteBuffer need(int length) throws WireException {
        if (in.remaining() < length) {
            throw new WireException("cut off: " + length + " bytes wanted, " + in.remaining() + " there");
        }
        return in;
    }
}
