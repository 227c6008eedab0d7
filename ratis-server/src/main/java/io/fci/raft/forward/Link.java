package io.fci.raft.forward;

import io.fci.codec.log.CodecException;
import io.fci.codec.log.EntryCodec;
import io.fci.codec.log.OutcomeCodec;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.proto.journal.ForwardGrpc;
import io.fci.proto.journal.ForwardProto.Answered;
import io.fci.proto.journal.ForwardProto.Ask;
import io.fci.proto.journal.ForwardProto.Reply;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One stream to one node, from its opening to its end; never reused. Called by proposers and by gRPC's threads.
///
/// Nothing is sent before the other side has said welcome. So a node that is down, which is the rule when a leader has
/// just died, costs no proposal its certainty.
final class Link implements StreamObserver<Answered> {
    /// More bytes than this are not left waiting for one node.
    private static final long MAX_WAITING_BYTES = 16 << 20;
    private static final long WELCOME_MILLIS = 1_000;

    private final NodeName to;
    private final String clusterId;
    private final ManagedChannel channel;
    private final CompletableFuture<Boolean> welcome = new CompletableFuture<>();

    // Guarded by this.
    private final Map<Long, CompletableFuture<Decision>> waiting = new HashMap<>();
    private final StreamObserver<Ask> asks;
    private long nextCall = 1;
    private long waitingBytes;
    private boolean ended;

    Link(NodeName to, InetSocketAddress address, Optional<SslContext> tls, String clusterId) {
        this.to = to;
        this.clusterId = clusterId;
        var builder = NettyChannelBuilder.forAddress(address);
        tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
        this.channel = builder.build();
        this.asks = ForwardGrpc.newStub(channel).propose(this);
        welcome.completeOnTimeout(false, WELCOME_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(welcomed -> {
                    if (!welcomed) {
                        end("node " + to + " cannot be reached");
                    }
                });
    }

    NodeName to() {
        return to;
    }

    synchronized boolean ended() {
        return ended;
    }

    /// Completed by whoever is first: the answer, the end of this link, or the caller that stops waiting.
    CompletableFuture<Decision> ask(Proposal proposal) {
        var answer = new CompletableFuture<Decision>();
        welcome.thenAccept(welcomed -> {
            // Who waits for the same welcome may be told before this link has ended.
            if (welcomed) {
                send(proposal, answer);
            } else {
                answer.complete(new Decision.NotAppended("node " + to + " cannot be reached", true));
            }
        });
        return answer;
    }

    private void send(Proposal proposal, CompletableFuture<Decision> answer) {
        var message = EntryCodec.encode(proposal);
        int bytes = message.getSerializedSize();
        synchronized (this) {
            if (answer.isDone()) {
                return;
            }
            if (!ended && waitingBytes + bytes <= MAX_WAITING_BYTES) {
                long call = nextCall++;
                waiting.put(call, answer);
                waitingBytes += bytes;
                answer.whenComplete((decision, error) -> forget(call, bytes));
                asks.onNext(Ask.newBuilder().setCall(call).setClusterId(clusterId).setProposal(message).build());
                return;
            }
        }
        answer.complete(new Decision.NotAppended("node " + to + " cannot be reached, or has too much to answer", true));
    }

    private synchronized void forget(long call, int bytes) {
        waiting.remove(call);
        waitingBytes -= bytes;
    }

    @Override
    public void onNext(Answered answered) {
        switch (answered.getAnswerCase()) {
            case WELCOME -> welcome.complete(true);
            case REPLY -> answer(answered.getReply());
            case ANSWER_NOT_SET -> end("node " + to + " answers what this node does not understand");
        }
    }

    private void answer(Reply reply) {
        CompletableFuture<Decision> answer;
        synchronized (this) {
            answer = waiting.get(reply.getCall());
        }
        if (answer != null) {
            answer.complete(decision(reply));
        }
    }

    private Decision decision(Reply reply) {
        return switch (reply.getDecisionCase()) {
            case DECIDED -> {
                try {
                    yield new Decision.Decided(reply.getDecided().getIndex(),
                            OutcomeCodec.decode(reply.getDecided().getOutcome()));
                } catch (CodecException e) {
                    yield new Decision.Unclear("node " + to + " answered what this node does not understand: "
                            + e.getMessage());
                }
            }
            case NOT_APPENDED ->
                new Decision.NotAppended(reply.getNotAppended().getWhy(), reply.getNotAppended().getRetry());
            case UNCLEAR -> new Decision.Unclear(reply.getUnclear().getWhy());
            case DECISION_NOT_SET ->
                new Decision.Unclear("node " + to + " answered what this node does not understand");
        };
    }

    @Override
    public void onError(Throwable error) {
        var status = Status.fromThrowable(error);
        end("the connection to node " + to + " was lost: "
                + Optional.ofNullable(status.getDescription()).orElse(status.getCode().name()));
    }

    @Override
    public void onCompleted() {
        end("node " + to + " ended the connection");
    }

    /// What was sent and not answered may have been done.
    void end(String why) {
        List<CompletableFuture<Decision>> unanswered;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            unanswered = List.copyOf(waiting.values());
        }
        welcome.complete(false);
        unanswered.forEach(answer -> answer.complete(new Decision.Unclear(why)));
        channel.shutdownNow();
    }
}
