package io.fci.guard.wire;

/// The shape of a node's, group's or resource's name. Names become directories of cgroups and of output files, made by
/// a privileged process: no slash, no dot (so `group.epoch` reads in one way only, and no name can be one of the
/// kernel's own `cgroup.*` files), bounded.
final class Names {
    private static final int LONGEST = 63;

    private Names() {}

    static String check(String what, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    what + " '" + name
                            + "' is not a name: 1 to 63 letters, digits, '-' or '_', a letter or digit first");
        }
        return name;
    }

    /// By hand, because it is asked of every datagram.
    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST || !letterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!letterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean letterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
