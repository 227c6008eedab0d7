package io.fci.raft;

import com.google.protobuf.CodedOutputStream;
import io.fci.codec.log.CodecException;
import io.fci.codec.log.EntryCodec;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.proto.journal.EntryProto;
import io.fci.raft.forward.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Proposals on the leader that wait while the previous entry is in flight, and then share the next one: an entry costs
/// about the same whether it carries one command or hundreds. Safe for use by any thread.
final class GroupCommit {
    static final int MAX_WAITING = 10_000;
    static final int MAX_PROPOSALS = 256;

    /// Of one entry, below [RatisSettings#MAX_ENTRY_BYTES] with room for what is around it.
    static final int MAX_BYTES = 480 * 1024;

    private static final long MAX_WAITING_BYTES = 16 << 20;

    /// What became of a batch.
    sealed interface Result {
        record Applied(long index, List<Outcome> outcomes) implements Result {}

        record NotAppended(String why, boolean retry) implements Result {}

        record Unclear(String why) implements Result {}
    }

    private record Waiting(EntryProto.Proposal proposal, int bytes, CompletableFuture<Decision> answer) {}

    private final Function<byte[], CompletableFuture<Result>> append;
    private final Executor answers;

    // Guarded by this.
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean inFlight;
    private boolean closed;

    /// @param append has a batch appended and applied; answers on any thread
    /// @param answers runs what follows: never the thread that applies
    GroupCommit(Function<byte[], CompletableFuture<Result>> append, Executor answers) {
        this.append = append;
        this.answers = answers;
    }

    /// Has the proposal decided with the next entry. Whoever stops waiting calls [#withdraw].
    CompletableFuture<Decision> offer(Proposal proposal) {
        var message = EntryCodec.encode(proposal);
        int bytes = message.getSerializedSize() + CodedOutputStream.computeUInt32SizeNoTag(message.getSerializedSize())
                + 1;
        if (bytes > MAX_BYTES) {
            return notAppended("the command has " + bytes + " bytes; at most " + MAX_BYTES + " fit into the log",
                    false);
        }
        try {
            // An entry that cannot be read again would stop every replica, so it is found out here, alone.
            EntryCodec.decode(message);
        } catch (CodecException e) {
            return notAppended(e.getMessage(), false);
        }
        var answer = new CompletableFuture<Decision>();
        synchronized (this) {
            if (closed) {
                return notAppended("this node is stopping", true);
            }
            if (queue.size() >= MAX_WAITING || queuedBytes + bytes > MAX_WAITING_BYTES) {
                return notAppended("too many proposals are waiting (" + queue.size() + ")", false);
            }
            queue.add(new Waiting(message, bytes, answer));
            queuedBytes += bytes;
        }
        next();
        return answer;
    }

    /// Takes back a proposal that nobody waits for any longer.
    ///
    /// @return whether it was still waiting, so that it is in no entry
    synchronized boolean withdraw(CompletableFuture<Decision> answer) {
        return queue.removeIf(w -> {
            if (w.answer() == answer) {
                queuedBytes -= w.bytes();
                return true;
            }
            return false;
        });
    }

    void close() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(queue);
            queue.clear();
            queuedBytes = 0;
        }
        left.forEach(w -> w.answer().complete(new Decision.NotAppended("this node is stopping", false)));
    }

    private void next() {
        var batch = take();
        if (batch.isEmpty()) {
            return;
        }
        append.apply(EntryCodec.encodeBatch(batch.stream().map(Waiting::proposal).toList()))
                .whenCompleteAsync((result, error) -> {
                    synchronized (this) {
                        inFlight = false;
                    }
                    // First the next entry, then the answers: the log does not wait for those who asked.
                    next();
                    answer(batch, error == null ? result : new Result.Unclear(Causes.sentence(error)));
                }, answers);
    }

    private synchronized List<Waiting> take() {
        if (inFlight || queue.isEmpty()) {
            return List.of();
        }
        var batch = new ArrayList<Waiting>();
        int bytes = 0;
        while (!queue.isEmpty() && batch.size() < MAX_PROPOSALS && bytes + queue.peek().bytes() <= MAX_BYTES) {
            var waiting = queue.remove();
            bytes += waiting.bytes();
            batch.add(waiting);
        }
        queuedBytes -= bytes;
        inFlight = true;
        return batch;
    }

    private static void answer(List<Waiting> batch, Result result) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(switch (result) {
                case Result.Applied(var index, var outcomes) -> outcomes.size() == batch.size()
                        ? new Decision.Decided(index, outcomes.get(i))
                        : new Decision.Unclear("the entry at index " + index + " was applied before");
                case Result.NotAppended(var why, var retry) -> new Decision.NotAppended(why, retry);
                case Result.Unclear(var why) -> new Decision.Unclear(why);
            });
        }
    }

    private static CompletableFuture<Decision> notAppended(String why, boolean retry) {
        return CompletableFuture.completedFuture(new Decision.NotAppended(why, retry));
    }
}
