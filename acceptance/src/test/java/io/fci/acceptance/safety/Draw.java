package io.fci.acceptance.safety;

import io.fci.acceptance.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Names, network and zone of one run, drawn from its seed: nothing may be wired to those of the other tests.
final class Draw {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String INSIDE = LETTERS + "0123456789-";
    /// What stands for something else where the lab names machines.
    private static final Set<String> TAKEN = Set.of("sw", "client");

    private final Random chance;

    Draw(long seed) {
        chance = new Random(seed);
    }

    Plan plan() {
        var names = new HashSet<String>();
        while (names.size() < 3) {
            var name = label(1 + chance.nextInt(12));
            if (!TAKEN.contains(name)) {
                names.add(name);
            }
        }
        var net = "10." + chance.nextInt(256) + "." + chance.nextInt(256);
        var profile = System.getProperty("safety.profile", "");
        var plan = Plan.of(List.copyOf(new ArrayList<>(names).stream().sorted().toList()), net,
                label(1 + chance.nextInt(8)) + "." + label(2 + chance.nextInt(4)), false);
        return profile.isEmpty() ? plan : plan.withProfile(profile);
    }

    /// The host number of the instance, apart from those of the machines.
    int host() {
        return 120 + chance.nextInt(100);
    }

    String label(int length) {
        var label = new StringBuilder();
        for (int i = 0; i < length; i++) {
            var from = i == 0 || i == length - 1 ? LETTERS : INSIDE;
            label.append(from.charAt(chance.nextInt(from.length())));
        }
        return label.toString();
    }
}
