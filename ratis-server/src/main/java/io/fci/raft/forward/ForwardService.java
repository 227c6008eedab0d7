package io.fci.raft.forward;

import io.fci.codec.log.CodecException;
import io.fci.codec.log.EntryCodec;
import io.fci.codec.log.OutcomeCodec;
import io.fci.core.log.Proposal;
import io.fci.proto.journal.ForwardGrpc;
import io.fci.proto.journal.ForwardProto;
import io.fci.proto.journal.ForwardProto.Answered;
import io.fci.proto.journal.ForwardProto.Ask;
import io.fci.proto.journal.ForwardProto.HistoryReply;
import io.fci.proto.journal.ForwardProto.HistoryRequest;
import io.fci.proto.journal.ForwardProto.Reply;
import io.fci.proto.journal.ForwardProto.StartOverReply;
import io.fci.proto.journal.ForwardProto.StartOverRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/// Takes the proposals of peers. Whoever may call it can propose anything in anyone's name: the server that carries it
/// must admit nodes of the cluster only.
///
/// Called on gRPC's threads; replies come from wherever a proposal is decided, so each stream is written under its lock.
public final class ForwardService extends ForwardGrpc.ForwardImplBase {
    private final String clusterId;
    private final Function<Proposal, CompletableFuture<Decision>> decide;
    private final Supplier<History.Log> log;
    private final Function<String, CompletableFuture<Boolean>> startOver;

    /// @param decide answers at once that it does not when this node does not lead; bounded in what it lets wait
    /// @param log what this node says of its own log
    /// @param startOver has another node elected than this one and the named one; bounded in time
    public ForwardService(String clusterId, Function<Proposal, CompletableFuture<Decision>> decide,
            Supplier<History.Log> log, Function<String, CompletableFuture<Boolean>> startOver) {
        this.clusterId = clusterId;
        this.decide = decide;
        this.log = log;
        this.startOver = startOver;
    }

    @Override
    public void history(HistoryRequest request, StreamObserver<HistoryReply> response) {
        if (!request.getClusterId().equals(clusterId)) {
            response.onError(otherCluster(request.getClusterId()));
            return;
        }
        response.onNext(HistoryReply.newBuilder().setLog(switch (log.get()) {
            case NOT_SAID -> HistoryReply.Log.LOG_UNSPECIFIED;
            case NONE -> HistoryReply.Log.LOG_NONE;
            case BEGINS -> HistoryReply.Log.LOG_BEGINS;
            case SOME -> HistoryReply.Log.LOG_SOME;
        }).build());
        response.onCompleted();
    }

    @Override
    public void startOver(StartOverRequest request, StreamObserver<StartOverReply> response) {
        if (!request.getClusterId().equals(clusterId)) {
            response.onError(otherCluster(request.getClusterId()));
            return;
        }
        startOver.apply(request.getNode()).whenComplete((done, error) -> {
            response.onNext(StartOverReply.newBuilder().setHandedOver(error == null && done).build());
            response.onCompleted();
        });
    }

    private StatusRuntimeException otherCluster(String id) {
        return Status.FAILED_PRECONDITION
                .withDescription("this node belongs to cluster " + clusterId + ", not to " + id)
                .asRuntimeException();
    }

    @Override
    public StreamObserver<Ask> propose(StreamObserver<Answered> responses) {
        var peer = new Peer((ServerCallStreamObserver<Answered>) responses);
        peer.send(Answered.newBuilder().setWelcome(ForwardProto.Welcome.getDefaultInstance()).build());
        return peer;
    }

    private final class Peer implements StreamObserver<Ask> {
        private final ServerCallStreamObserver<Answered> responses;
        private boolean ended;

        Peer(ServerCallStreamObserver<Answered> responses) {
            this.responses = responses;
            responses.setOnCancelHandler(this::end);
        }

        @Override
        public void onNext(Ask ask) {
            if (!ask.getClusterId().equals(clusterId)) {
                refuse(otherCluster(ask.getClusterId()));
                return;
            }
            try {
                decide.apply(EntryCodec.decode(ask.getProposal()))
                        .thenAccept(decision -> reply(ask.getCall(), decision));
            } catch (CodecException e) {
                reply(ask.getCall(), new Decision.NotAppended(e.getMessage(), false));
            }
        }

        @Override
        public void onError(Throwable error) {
            end();
        }

        @Override
        public synchronized void onCompleted() {
            if (!ended) {
                ended = true;
                responses.onCompleted();
            }
        }

        private void reply(long call, Decision decision) {
            var reply = Reply.newBuilder().setCall(call);
            switch (decision) {
                case Decision.Decided(var index, var outcome) -> reply.setDecided(
                        ForwardProto.Decided.newBuilder().setIndex(index).setOutcome(OutcomeCodec.encode(outcome)));
                case Decision.NotAppended(var why, var retry) ->
                    reply.setNotAppended(ForwardProto.NotAppended.newBuilder().setWhy(why).setRetry(retry));
                case Decision.Unclear(var why) -> reply.setUnclear(ForwardProto.Unclear.newBuilder().setWhy(why));
            }
            send(Answered.newBuilder().setReply(reply).build());
        }

        private synchronized void send(Answered answered) {
            if (!ended) {
                responses.onNext(answered);
            }
        }

        private synchronized void refuse(StatusRuntimeException why) {
            if (!ended) {
                ended = true;
                responses.onError(why);
            }
        }

        private synchronized void end() {
            ended = true;
        }
    }
}
