package io.fci.sim;

import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// `[--seed N | --minutes M] [--break RULE]... | --list-rules`: runs seeds until one fails or the time is over.
public final class Sim {
    private Sim() {}

    public static void main(String[] args) {
        var broken = EnumSet.noneOf(Rule.class);
        long seed = ThreadLocalRandom.current().nextLong(1, 1_000_000_000);
        boolean one = false;
        double minutes = 1;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--list-rules")) {
                for (var rule : Rule.values()) {
                    System.out.println(rule.word());
                }
                return;
            }
            if (i + 1 == args.length) {
                usage("'" + args[i] + "' is not understood or lacks its value");
            }
            var value = args[++i];
            switch (args[i - 1]) {
                case "--seed" -> {
                    seed = Long.parseLong(value);
                    one = true;
                }
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--break" -> Rule.ofWord(value)
                        .ifPresentOrElse(broken::add,
                                () -> usage("there is no rule '" + value + "'; see --list-rules"));
                default -> usage("'" + args[i - 1] + "' is not understood");
            }
        }
        System.exit(run(seed, one, (long) (minutes * 60e9), broken));
    }

    private static int run(long first, boolean one, long nanos, EnumSet<Rule> broken) {
        long begun = System.nanoTime();
        long events = 0;
        long simulated = 0;
        long failovers = 0;
        long seeds = 0;
        do {
            var run = Run.of(first + seeds, broken);
            seeds++;
            events += run.events();
            simulated += run.nanos();
            failovers += run.failovers();
            if (run.violation().isPresent()) {
                System.out.println("seed " + run.seed() + ": " + run.told());
                return 1;
            }
            if (one) {
                run.notes().forEach(System.out::println);
            }
        } while (!one && System.nanoTime() - begun < nanos);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(Locale.ROOT,
                "%d seeds from %d in %.1f s, nothing happened that must not: %,d events, %.1f simulated hours, %,d failovers"
                        + " (%.0f a second)%n",
                seeds, first, seconds, events, simulated / 3.6e12, failovers, failovers / seconds);
        return 0;
    }

    private static void usage(String why) {
        System.err.println("sim: " + why
                + "\nusage: sim [--seed N | --minutes M] [--break RULE]... | --list-rules");
        System.exit(2);
    }
}
