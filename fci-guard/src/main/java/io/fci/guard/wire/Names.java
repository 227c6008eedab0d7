package io.fci.guard.wire;

import java.util.regex.Pattern;

/// The shape of a node's, group's or resource's name. Names become directories of cgroups and of output files, made by
/// a privileged process: no slash, no dot (so `group.epoch` reads in one way only, and no name can be one of the
/// kernel's own `cgroup.*` files), bounded.
final class Names {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private Names() {}

    static String check(String what, String name) {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + name
                            + "' is not a name: 1 to 63 letters, digits, '-' or '_', a letter or digit first");
        }
        return name;
    }
}
