package io.fci.sim;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// `[--seed N | --minutes M] [--break RULE]... | --break all | --list-rules`: runs seeds until one fails or the time is over;
/// with `--break all` once for each rule, and none may stay unseen.
public final class Sim {
    private Sim() {}

    public static void main(String[] args) {
        var broken = EnumSet.noneOf(Rule.class);
        long seed = ThreadLocalRandom.current().nextLong(1, 1_000_000_000);
        boolean one = false;
        boolean every = false;
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
                case "--break" -> {
                    if (value.equals("all")) {
                        every = true;
                        break;
                    }
                    Rule.ofWord(value)
                            .ifPresentOrElse(broken::add,
                                    () -> usage("there is no rule '" + value + "'; see --list-rules"));
                }
                default -> usage("'" + args[i - 1] + "' is not understood");
            }
        }
        long nanos = (long) (minutes * 60e9);
        System.exit(every ? breakEach(seed, nanos) : one ? replay(seed, broken) : search(seed, nanos, broken));
    }

    private static int replay(long seed, Set<Rule> broken) {
        var run = Run.of(seed, broken);
        if (run.violation().isEmpty()) {
            run.notes().forEach(System.out::println);
        }
        System.out.println(run.told());
        return run.violation().isPresent() ? 1 : 0;
    }

    private static int search(long first, long nanos, Set<Rule> broken) {
        var runs = Runs.of(first, nanos, broken, Runtime.getRuntime().availableProcessors());
        runs.failed().ifPresent(run -> System.out.println("seed " + run.seed() + ": " + run.told()));
        System.out.println(runs);
        return runs.failed().isPresent() ? 1 : 0;
    }

    /// One rule after the other, each for at most the time given. A rule that can be broken unseen is the failure.
    private static int breakEach(long first, long nanos) {
        int unseen = 0;
        for (var rule : Rule.values()) {
            var runs = Runs.of(first, nanos, Set.of(rule), Runtime.getRuntime().availableProcessors());
            unseen += runs.failed().isPresent() ? 0 : 1;
            System.out.printf(Locale.ROOT, "%-42s %5d seeds %6.1f s  %s%n", rule.word(), runs.seeds(), runs.seconds(),
                    runs.failed().map(run -> "seed " + run.seed() + ": " + shortened(run.violation().orElseThrow()))
                            .orElse("NOT SEEN"));
        }
        return unseen == 0 ? 0 : 1;
    }

    private static String shortened(String text) {
        return text.length() <= 110 ? text : text.substring(0, 110) + "...";
    }

    private static void usage(String why) {
        System.err.println("sim: " + why
                + "\nusage: sim [--seed N | --minutes M] [--break RULE]... | --break all | --list-rules");
        System.exit(2);
    }
}
