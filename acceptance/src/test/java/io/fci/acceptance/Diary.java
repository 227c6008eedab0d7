package io.fci.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// What the instances of one service wrote while they were alive. Every line was written by a living process, so two lives that overlap
/// here did run at the same time: there is no clock to excuse it, because all machines of a lab share one.
public record Diary(List<Life> lives) {
    /// One process.
    ///
    /// @param first when it wrote its first line, on the boot clock in nanoseconds
    /// @param last when it wrote its latest one
    /// @param asked it was asked to end, and had not been killed
    public record Life(String group, String node, long epoch, long pid, long first, long last, boolean asked) {
        public Life seen(long at, String word) {
            return new Life(group, node, epoch, pid, first, Math.max(last, at), asked || word.equals("term"));
        }

        public boolean overlaps(Life other) {
            return first <= other.last && other.first <= last;
        }
    }

    public static Diary read(Path file) {
        try {
            return Files.exists(file) ? of(Files.readAllLines(file)) : new Diary(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the diary", e);
        }
    }

    /// A writer may be in the middle of its last line.
    private static Diary of(List<String> lines) {
        var lives = new LinkedHashMap<String, Life>();
        for (var line : lines) {
            var words = line.split(" ");
            if (words.length != 6) {
                continue;
            }
            long at = Long.parseLong(words[0]);
            // Process numbers are those of the node's own namespace, so node and epoch belong to the identity.
            var id = words[2] + " " + words[3] + " " + words[4] + " " + words[5];
            lives.merge(id,
                    new Life(words[2], words[3], Long.parseLong(words[4]), Long.parseLong(words[5]), at, at, false),
                    (known, now) -> known.seen(at, words[1]));
        }
        return new Diary(lives.values().stream().sorted(Comparator.comparingLong(Life::first)).toList());
    }

    public Diary of(String group) {
        return new Diary(lives.stream().filter(life -> life.group().equals(group)).toList());
    }

    public Diary on(String node) {
        return new Diary(lives.stream().filter(life -> life.node().equals(node)).toList());
    }

    public Diary since(long epoch) {
        return new Diary(lives.stream().filter(life -> life.epoch() >= epoch).toList());
    }

    public Optional<Life> latest() {
        return lives.isEmpty() ? Optional.empty() : Optional.of(lives.getLast());
    }

    /// Pairs of lives of one group that were alive at the same time.
    public List<String> overlaps() {
        var found = new ArrayList<String>();
        for (int i = 0; i < lives.size(); i++) {
            for (var other : lives.subList(i + 1, lives.size())) {
                if (lives.get(i).group().equals(other.group()) && lives.get(i).overlaps(other)) {
                    found.add(lives.get(i) + " and " + other);
                }
            }
        }
        return found;
    }
}
