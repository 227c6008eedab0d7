package io.fci.acceptance.safety;

import io.fci.acceptance.Diary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What all witnesses of one case saw.
///
/// @param answers in the order in which they came
/// @param failed when the questions were asked that were not answered, in that order
record Recording(List<Span> spans, List<Answered> answers, List<Long> failed) {
    /// One answer to the client.
    ///
    /// @param asked on the boot clock in nanoseconds; the node acted between this and `heard`
    record Answered(long asked, long heard, String node, long epoch) {
        /// Surely begun when it was heard, surely not over when it was asked.
        Span span() {
            return new Span(Witness.ANSWER, node, epoch, heard, asked);
        }
    }

    /// @param machines which node has which hardware address
    static Recording read(Path answers, Path wire, Path machines, Map<String, String> nodes, Diary diary) {
        var heard = lines(answers).filter(words -> words.length == 5)
                .map(w -> new Answered(number(w[0]), number(w[1]), w[2], number(w[3])))
                .sorted(Comparator.comparingLong(Answered::heard))
                .toList();
        var spans = new ArrayList<Span>();
        heard.forEach(answer -> spans.add(answer.span()));
        lines(wire).filter(words -> words.length == 5)
                .forEach(w -> spans.add(
                        new Span(Witness.FRAME, nodes.getOrDefault(w[3], w[3]), 0, number(w[0]), number(w[1]))));
        lines(machines).filter(words -> words.length == 5)
                .forEach(w -> spans.add(new Span(w[0].equals("place") ? Witness.PLACE : Witness.ADDRESS, w[1],
                        number(w[2]), number(w[3]), number(w[4]))));
        diary.lives()
                .forEach(life -> spans
                        .add(new Span(Witness.PROCESS, life.node(), life.epoch(), life.first(), life.last())));
        var failed = lines(answers).filter(words -> words.length == 3).map(words -> number(words[0])).sorted().toList();
        return new Recording(List.copyOf(spans), heard, failed);
    }

    private static Stream<String[]> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(line -> line.split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }

    /// The longest time without an answer in which one was asked for, since the moment. Without a question there is no outage: then
    /// the client had no processor.
    Outage outage(long since) {
        var longest = new Outage(0, 0, 0);
        for (int i = 1; i < answers.size(); i++) {
            var last = answers.get(i - 1);
            var next = answers.get(i);
            if (next.heard() > since && next.heard() - last.heard() > longest.nanos()
                    && failed.stream().anyMatch(asked -> asked >= last.asked() && asked <= next.asked())) {
                longest = new Outage(last.heard(), next.heard(), next.epoch());
            }
        }
        return longest;
    }

    /// At each change of the epoch that answers, since the moment: how long nothing did, in milliseconds.
    List<Double> handovers(long since) {
        var found = new ArrayList<Double>();
        for (int i = 1; i < answers.size(); i++) {
            var last = answers.get(i - 1);
            var next = answers.get(i);
            if (next.heard() > since && next.epoch() > last.epoch()) {
                found.add((next.heard() - last.heard()) / 1e6);
            }
        }
        return found;
    }

    record Outage(long last, long first, long epoch) {
        long nanos() {
            return first - last;
        }

        double millis() {
            return nanos() / 1e6;
        }
    }

    /// The shortest time for which nobody spoke under the addresses between two nodes that did, in milliseconds; nothing when
    /// only one did.
    List<Double> silences() {
        var runs = spans.stream().filter(span -> span.witness() == Witness.FRAME)
                .sorted(Comparator.comparingLong(Span::first)).toList();
        var found = new ArrayList<Double>();
        for (int i = 1; i < runs.size(); i++) {
            if (!runs.get(i).node().equals(runs.get(i - 1).node())) {
                found.add((runs.get(i).first() - runs.get(i - 1).last()) / 1e6);
            }
        }
        return found;
    }
}
