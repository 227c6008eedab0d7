package io.fci.raft;

import io.fci.base.Clock;
import io.fci.core.state.NodeName;
import io.fci.raft.forward.History.Log;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a node that remembers nothing may vote.
///
/// A voter whose data was lost has forgotten what it acknowledged and whom it voted for: with its vote a node that lacks
/// acknowledged entries could lead. Nothing on its own disk tells it from a voter of a cluster that begins. The others can:
/// whatever was ever acknowledged is in the log of at least one of them. So it votes when each of them has said that it has
/// no log, and when one has a log it catches up first. One that says nothing is waited for: it may be the one that knows.
final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final long AGAIN_MILLIS = 100;
    private static final Duration TOGETHER = Duration.ofSeconds(5);

    private final SortedSet<NodeName> others;
    private final Function<NodeName, Log> ask;
    private final Clock clock;
    private volatile Log says = Log.NONE;
    private String told = "";

    /// @param ask bounded in how long it takes
    FirstStart(SortedSet<NodeName> others, Function<NodeName, Log> ask, Clock clock) {
        this.others = others;
        this.ask = ask;
        this.clock = clock;
    }

    /// What this node answers to the others meanwhile.
    Log says() {
        return says;
    }

    /// Waits for as long as it takes, and says for whom.
    ///
    /// @return true: nothing was ever acknowledged, so this node votes from the beginning; false: it must catch up first
    boolean votes() throws InterruptedException {
        var answers = asked();
        while (answers.get(Log.SOME).isEmpty()) {
            if (answers.get(Log.NOT_SAID).isEmpty()) {
                says = Log.BEGINS;
                begin();
                return true;
            }
            tell("the first start of this node: it votes once it knows that the cluster has no log yet; waiting for "
                    + names(answers.get(Log.NOT_SAID)));
            Thread.sleep(AGAIN_MILLIS);
            answers = asked();
        }
        LOG.warn("this node has no log, but {} has: it gives no vote until it has caught up",
                names(answers.get(Log.SOME)));
        return false;
    }

    /// It may vote. Two that begin before the third has asked would have a log when it does, and it would have to catch up:
    /// safe, but a daemon's start longer. So each waits a moment until all know.
    private void begin() throws InterruptedException {
        long end = clock.monotonicNanos() + TOGETHER.toNanos();
        while (!allKnow(asked()) && clock.monotonicNanos() < end) {
            Thread.sleep(AGAIN_MILLIS);
        }
    }

    private static boolean allKnow(Map<Log, SortedSet<NodeName>> answers) {
        return answers.get(Log.NONE).isEmpty() && answers.get(Log.NOT_SAID).isEmpty();
    }

    private Map<Log, SortedSet<NodeName>> asked() {
        Map<Log, SortedSet<NodeName>> answers = new EnumMap<>(Log.class);
        EnumSet.allOf(Log.class).forEach(each -> answers.put(each, new TreeSet<>()));
        others.forEach(other -> answers.get(ask.apply(other)).add(other));
        return answers;
    }

    private void tell(String sentence) {
        if (!sentence.equals(told)) {
            told = sentence;
            LOG.info("{}", sentence);
        }
    }

    private static String names(SortedSet<NodeName> nodes) {
        return String.join(", ", List.copyOf(nodes).stream().map(NodeName::value).toList());
    }
}
