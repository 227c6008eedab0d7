package io.fci.client;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.fci.v1.CheckOwnershipRequest;
import io.fci.v1.CheckOwnershipResponse;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.CreateGroupResponse;
import io.fci.v1.ErrorReason;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.GetGroupResponse;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.InstanceServiceGrpc;
import io.fci.v1.ResponseHeader;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A node on loopback that does what a test tells it, call by call; the last instruction is repeated.
final class ScriptedNode implements AutoCloseable {
    static final String CLUSTER = "6f1c2f6e-0000-4000-8000-000000000001";

    final List<CreateGroupRequest> created = new CopyOnWriteArrayList<>();
    final List<GetGroupRequest> asked = new CopyOnWriteArrayList<>();
    final List<WatchRequest> watched = new CopyOnWriteArrayList<>();
    final List<Metadata> headers = new CopyOnWriteArrayList<>();

    private final Queue<Consumer<StreamObserver<CreateGroupResponse>>> creates = new ArrayDeque<>();
    private final Queue<Consumer<StreamObserver<GetGroupResponse>>> gets = new ArrayDeque<>();
    private final Queue<Consumer<StreamObserver<WatchResponse>>> watches = new ArrayDeque<>();
    private final Queue<Consumer<StreamObserver<CheckOwnershipResponse>>> checks = new ArrayDeque<>();
    private final Server server;

    ScriptedNode() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new GroupServiceGrpc.GroupServiceImplBase() {
                    @Override
                    public void createGroup(CreateGroupRequest request, StreamObserver<CreateGroupResponse> caller) {
                        created.add(request);
                        next(creates).accept(caller);
                    }

                    @Override
                    public void getGroup(GetGroupRequest request, StreamObserver<GetGroupResponse> caller) {
                        asked.add(request);
                        next(gets).accept(caller);
                    }
                })
                .addService(new InstanceServiceGrpc.InstanceServiceImplBase() {
                    @Override
                    public void checkOwnership(CheckOwnershipRequest request,
                            StreamObserver<CheckOwnershipResponse> caller) {
                        next(checks).accept(caller);
                    }
                })
                .addService(new WatchServiceGrpc.WatchServiceImplBase() {
                    @Override
                    public void watch(WatchRequest request, StreamObserver<WatchResponse> caller) {
                        watched.add(request);
                        next(watches).accept(caller);
                    }
                })
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata sent,
                            ServerCallHandler<Q, A> handler) {
                        headers.add(sent);
                        return handler.startCall(call, sent);
                    }
                })
                .build()
                .start();
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    ScriptedNode onCreate(Consumer<StreamObserver<CreateGroupResponse>> what) {
        creates.add(what);
        return this;
    }

    ScriptedNode onGet(Consumer<StreamObserver<GetGroupResponse>> what) {
        gets.add(what);
        return this;
    }

    ScriptedNode onCheck(Consumer<StreamObserver<CheckOwnershipResponse>> what) {
        checks.add(what);
        return this;
    }

    ScriptedNode onWatch(Consumer<StreamObserver<WatchResponse>> what) {
        watches.add(what);
        return this;
    }

    private static synchronized <T> T next(Queue<T> script) {
        return script.size() > 1 ? script.remove() : script.element();
    }

    static <T> Consumer<StreamObserver<T>> answer(T message) {
        return caller -> {
            caller.onNext(message);
            caller.onCompleted();
        };
    }

    static <T> Consumer<StreamObserver<T>> refuse(StatusRuntimeException status) {
        return caller -> caller.onError(status);
    }

    static <T> Consumer<StreamObserver<T>> silence() {
        return caller -> {};
    }

    static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setClusterId(CLUSTER).setNode("nodes/n1").setRevision(revision).build();
    }

    static StatusRuntimeException status(com.google.rpc.Code code, ErrorReason reason, String message) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("fci")
                        .setReason(reason.name().substring("ERROR_REASON_".length()))
                        .putMetadata("fact", "value")
                        .build()))
                .build());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
