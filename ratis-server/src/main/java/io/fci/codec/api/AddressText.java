package io.fci.codec.api;

import io.fci.core.state.Names;
import io.fci.core.state.Networks;
import java.util.StringJoiner;

/// Reads "10.77.0.50/24" and "2001:db8::50/64" into one text form per address, so that two spellings of an address are seen
/// to be the same. Refuses what cannot move from machine to machine.
final class AddressText {
    /// @param ip canonical: four decimal numbers, or RFC 5952
    record Parsed(String ip, int prefixLength, boolean v6) {}

    private AddressText() {}

    /// @param demoLoopback this cluster runs on one machine: its addresses are in 127.0.0.0/8 and nowhere else
    static Parsed parse(String field, String text, boolean demoLoopback) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw bad(field, text, "has no length of its network; write it like 10.77.0.50/24 or 2001:db8::50/64");
        }
        var literal = text.substring(0, slash);
        var v6 = literal.indexOf(':') >= 0;
        byte[] bytes;
        try {
            bytes = Networks.bytes(literal);
        } catch (IllegalArgumentException notLiteral) {
            throw bad(field, text, "is not an IP address with the length of its network; write it like 10.77.0.50/24 or"
                    + " 2001:db8::50/64");
        }
        if (!v6 && !literal.equals(dotted(bytes))) {
            // '010' is ten to one program and eight to another.
            throw bad(field, text, "has a number with a leading zero; write " + dotted(bytes));
        }
        int prefix = prefix(field, text, text.substring(slash + 1), bytes.length * 8);
        if (v6) {
            requireMovable6(field, text, bytes, demoLoopback);
        } else {
            requireMovable4(field, text, bytes, demoLoopback);
        }
        requireHost(field, text, bytes, prefix);
        return new Parsed(v6 ? rfc5952(bytes) : dotted(bytes), prefix, v6);
    }

    private static int prefix(String field, String text, String digits, int bits) {
        if (!digits.matches("[1-9][0-9]{0,2}") || Integer.parseInt(digits) > bits) {
            throw bad(field, text, "has a length '" + Names.abbreviate(digits) + "'; give a number from 1 to " + bits);
        }
        return Integer.parseInt(digits);
    }

    private static void requireMovable4(String field, String text, byte[] ip, boolean demoLoopback) {
        int first = ip[0] & 0xff;
        if (demoLoopback != (first == 127)) {
            throw bad(field, text, demoLoopback
                    ? "is not in 127.0.0.0/8, and this cluster is a demo on one machine; use one like 127.0.1.50/24"
                    : "is a loopback address, which every machine has; use one of your network");
        }
        if (first == 0) {
            throw bad(field, text, "is in 0.0.0.0/8, which no machine can have; use one of your network");
        }
        if (first >= 224 && first < 240) {
            throw bad(field, text, "is a multicast address; use one that belongs to one machine");
        }
        if (first >= 240) {
            throw bad(field, text, "is a reserved or broadcast address; use one of your network");
        }
    }

    private static void requireMovable6(String field, String text, byte[] ip, boolean demoLoopback) {
        if (demoLoopback) {
            throw bad(field, text, "is an IPv6 address, and this cluster is a demo on one machine; use one like"
                    + " 127.0.1.50/24");
        }
        boolean zerosTo10 = allZero(ip, 0, 10);
        if (zerosTo10 && allZero(ip, 10, 16)) {
            throw bad(field, text, "is the unspecified address; use one of your network");
        }
        if (zerosTo10 && allZero(ip, 10, 15) && ip[15] == 1) {
            throw bad(field, text, "is the loopback address, which every machine has; use one of your network");
        }
        if (zerosTo10 && ip[10] == (byte) 0xff && ip[11] == (byte) 0xff) {
            throw bad(field, text, "is an IPv4 address in IPv6 clothes; write it as IPv4");
        }
        if (ip[0] == (byte) 0xff) {
            throw bad(field, text, "is a multicast address; use one that belongs to one machine");
        }
        if (ip[0] == (byte) 0xfe && (ip[1] & 0xc0) == 0x80) {
            throw bad(field, text,
                    "is a link-local address, which means something else on every link; use a global or a"
                            + " unique local one (fd00::/8)");
        }
    }

    /// The first address of a network names the network and, in IPv4, the last one reaches all of it.
    private static void requireHost(String field, String text, byte[] ip, int prefix) {
        int bits = ip.length * 8;
        if (prefix >= bits - 1) {
            return;
        }
        boolean zeros = true;
        boolean ones = true;
        for (int bit = prefix; bit < bits; bit++) {
            boolean set = (ip[bit / 8] >> (7 - bit % 8) & 1) == 1;
            zeros &= !set;
            ones &= set;
        }
        if (zeros) {
            throw bad(field, text, "is the address of the network itself; use one inside it");
        }
        if (ones && ip.length == 4) {
            throw bad(field, text, "is the broadcast address of its network; use another one inside it");
        }
    }

    private static boolean allZero(byte[] ip, int from, int to) {
        for (int i = from; i < to; i++) {
            if (ip[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static String dotted(byte[] ip) {
        return (ip[0] & 0xff) + "." + (ip[1] & 0xff) + "." + (ip[2] & 0xff) + "." + (ip[3] & 0xff);
    }

    /// Lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as "::".
    private static String rfc5952(byte[] ip) {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (ip[2 * i] & 0xff) << 8 | ip[2 * i + 1] & 0xff;
        }
        int runAt = 8;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runAt = i;
                runLength = end - i;
            }
        }
        return runAt == 8
                ? hex(groups, 0, 8)
                : hex(groups, 0, runAt) + "::" + hex(groups, runAt + runLength, 8);
    }

    private static String hex(int[] groups, int from, int to) {
        var text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static Malformed bad(String field, String text, String why) {
        return Malformed.field(field, "address '" + Names.abbreviate(text) + "' " + why);
    }
}
