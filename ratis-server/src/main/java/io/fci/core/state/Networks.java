package io.fci.core.state;

import java.util.Arrays;

/// Text addresses and networks as values. Nothing is looked up: names are not addresses here.
public final class Networks {
    private Networks() {}

    /// Whether the address lies in the network "address/length". False when they are of different families.
    ///
    /// @throws IllegalArgumentException when either is not a literal
    public static boolean contains(String network, String ip) {
        int slash = network.indexOf('/');
        var base = bytes(network.substring(0, slash));
        var address = bytes(ip);
        int bits = Integer.parseInt(network.substring(slash + 1));
        if (base.length != address.length || bits < 0 || bits > base.length * 8) {
            return false;
        }
        return Arrays.equals(masked(base, bits), masked(address, bits));
    }

    /// Whether it is an address literal, a slash and a length that such an address can have.
    public static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isLiteral(text.substring(0, slash)) || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return false;
        }
        return Integer.parseInt(text.substring(slash + 1)) <= bytes(text.substring(0, slash)).length * 8;
    }

    /// Whether it is an IPv4 or IPv6 address in text form.
    public static boolean isLiteral(String text) {
        try {
            return bytes(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        var masked = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            int keep = Math.clamp(bits - 8L * i, 0, 8);
            masked[i] = (byte) (address[i] & (0xff << (8 - keep)));
        }
        return masked;
    }

    /// The bytes of an IPv4 or IPv6 literal.
    public static byte[] bytes(String literal) {
        return literal.indexOf(':') >= 0 ? v6(literal) : v4(literal);
    }

    private static byte[] v4(String literal) {
        var parts = literal.split("\\.", -1);
        if (parts.length != 4) {
            throw notLiteral(literal);
        }
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) number(literal, parts[i], 10, 255);
        }
        return bytes;
    }

    private static byte[] v6(String literal) {
        int gap = literal.indexOf("::");
        if (gap < 0) {
            return groups(literal, literal, 8);
        }
        var head = literal.substring(0, gap);
        var tail = literal.substring(gap + 2);
        var left = head.isEmpty() ? new byte[0] : groups(literal, head, -1);
        var right = tail.isEmpty() ? new byte[0] : groups(literal, tail, -1);
        if (left.length + right.length > 14) {
            throw notLiteral(literal);
        }
        var bytes = new byte[16];
        System.arraycopy(left, 0, bytes, 0, left.length);
        System.arraycopy(right, 0, bytes, 16 - right.length, right.length);
        return bytes;
    }

    private static byte[] groups(String literal, String text, int expected) {
        var parts = text.split(":", -1);
        if (expected >= 0 && parts.length != expected || parts.length > 8) {
            throw notLiteral(literal);
        }
        var bytes = new byte[parts.length * 2];
        for (int i = 0; i < parts.length; i++) {
            int value = number(literal, parts[i], 16, 0xffff);
            bytes[2 * i] = (byte) (value >> 8);
            bytes[2 * i + 1] = (byte) value;
        }
        return bytes;
    }

    private static int number(String literal, String part, int radix, int max) {
        try {
            int value = part.isEmpty() || part.length() > 4 ? -1 : Integer.parseInt(part, radix);
            if (value < 0 || value > max || part.charAt(0) == '-' || part.charAt(0) == '+'
                    || part.chars().anyMatch(c -> c > 127)) {
                throw notLiteral(literal);
            }
            return value;
        } catch (NumberFormatException e) {
            throw notLiteral(literal);
        }
    }

    private static IllegalArgumentException notLiteral(String literal) {
        return new IllegalArgumentException("'" + Names.abbreviate(literal) + "' is not an IP address");
    }
}
