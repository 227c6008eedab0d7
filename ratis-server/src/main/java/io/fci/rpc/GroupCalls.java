package io.fci.rpc;

import io.fci.codec.api.ApiNames;
import io.fci.codec.api.ExplainWriter;
import io.fci.codec.api.GroupReader;
import io.fci.codec.api.GroupWriter;
import io.fci.core.log.Command;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.State;
import io.fci.rpc.Mutations.Done;
import io.fci.v1.BringGroupOnlineRequest;
import io.fci.v1.BringGroupOnlineResponse;
import io.fci.v1.ClearGroupFailuresRequest;
import io.fci.v1.ClearGroupFailuresResponse;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.CreateGroupResponse;
import io.fci.v1.DeleteGroupRequest;
import io.fci.v1.DeleteGroupResponse;
import io.fci.v1.ErrorReason;
import io.fci.v1.ExplainGroupRequest;
import io.fci.v1.ExplainGroupResponse;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.GetGroupResponse;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.ListGroupsRequest;
import io.fci.v1.ListGroupsResponse;
import io.fci.v1.MoveGroupRequest;
import io.fci.v1.MoveGroupResponse;
import io.fci.v1.Operation;
import io.fci.v1.TakeGroupOfflineRequest;
import io.fci.v1.TakeGroupOfflineResponse;
import io.fci.v1.UpdateGroupRequest;
import io.fci.v1.UpdateGroupResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// GroupService: each call reads a request, has one command decided and writes what came of it.
final class GroupCalls extends GroupServiceGrpc.GroupServiceImplBase {
    private final Answers answers;
    private final Consensus consensus;
    private final Mutations mutations;
    private final GroupReader reader;
    private final GroupUpdate update;
    private final WireCheck wire;
    private final ServedZone zone;

    GroupCalls(Answers answers, Consensus consensus, Mutations mutations, GroupReader reader, WireCheck wire,
            ServedZone zone) {
        this.answers = answers;
        this.consensus = consensus;
        this.mutations = mutations;
        this.reader = reader;
        this.update = new GroupUpdate(reader);
        this.wire = wire;
        this.zone = zone;
    }

    @Override
    public void getGroup(GetGroupRequest request, StreamObserver<GetGroupResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("name", request.getName());
            var state = consensus.read(request.getRead());
            return GetGroupResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setGroup(GroupWriter.write(state, find(state, name)))
                    .build();
        });
    }

    @Override
    public void clearGroupFailures(ClearGroupFailuresRequest request,
            StreamObserver<ClearGroupFailuresResponse> caller) {
        answers.unary(caller, () -> {
            var command = new Command.ClearFailures(ApiNames.group("name", request.getName()),
                    request.getResource().isEmpty()
                            ? Optional.empty()
                            : Optional.of(ApiNames.resource("resource", request.getResource())));
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            var response = ClearGroupFailuresResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void explainGroup(ExplainGroupRequest request, StreamObserver<ExplainGroupResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("name", request.getName());
            var state = consensus.read(request.getRead());
            return ExplainGroupResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setExplanation(ExplainWriter.write(state, find(state, name), consensus.clusterTime()))
                    .build();
        });
    }

    @Override
    public void listGroups(ListGroupsRequest request, StreamObserver<ListGroupsResponse> caller) {
        answers.unary(caller, () -> {
            var owner = ApiNames.optionalNode("owner", request.getOwner());
            var token = request.getPage().getPageToken();
            var state = consensus.read(request.getRead());
            var last = token.isEmpty()
                    ? Optional.<GroupName>empty()
                    : Optional.of(ApiNames.group("page.page_token", token));
            var matching = last.map(state.groups()::tailMap)
                    .orElse(state.groups())
                    .values()
                    .stream()
                    .filter(g -> !last.equals(Optional.of(g.name())))
                    .filter(g -> owner.isEmpty() || g.owner().map(o -> o.node().equals(owner.get())).orElse(false))
                    .toList();
            var page = Pages.of(request.getPage(), matching, g -> g.name().value());
            var response = ListGroupsResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setNextPageToken(page.nextToken());
            page.items().forEach(group -> response.addGroups(GroupWriter.write(state, group)));
            return response.build();
        });
    }

    @Override
    public void createGroup(CreateGroupRequest request, StreamObserver<CreateGroupResponse> caller) {
        answers.unary(caller, () -> {
            var group = request.getGroup();
            var name = ApiNames.group("group.name", group.getName());
            var desired = reader.desired("group.spec.desired_state", group.getSpec()).orElse(Group.Desired.ONLINE);
            var command = new Command.CreateGroup(name, reader.spec("group.spec", group.getSpec()),
                    reader.labels("group.labels", group), desired);
            zone.requireInside(command.spec());
            wire.requireFree(name, command.spec());
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            var response = CreateGroupResponse.newBuilder()
                    .setHeader(consensus.header(done.revision()))
                    .setGroup(stored(done, name));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void updateGroup(UpdateGroupRequest request, StreamObserver<UpdateGroupResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("group.name", request.getGroup().getName());
            var state = consensus.barrier();
            var command = update.command(request, state, find(state, name));
            zone.requireInside(command.spec());
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            var response = UpdateGroupResponse.newBuilder()
                    .setHeader(consensus.header(done.revision()))
                    .setGroup(stored(done, name));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void deleteGroup(DeleteGroupRequest request, StreamObserver<DeleteGroupResponse> caller) {
        answers.unary(caller, () -> {
            var command = new Command.DeleteGroup(ApiNames.group("name", request.getName()),
                    GroupReader.etag("etag", request.getEtag()), request.getForce());
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            var response = DeleteGroupResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void bringGroupOnline(BringGroupOnlineRequest request, StreamObserver<BringGroupOnlineResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("name", request.getName());
            var command = new Command.BringOnline(name, ApiNames.optionalNode("node", request.getNode()),
                    GroupReader.etag("etag", request.getEtag()));
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            return BringGroupOnlineResponse.newBuilder()
                    .setHeader(consensus.header(done.revision()))
                    .setOperation(Mutations.operationOrNothing(done, Operation.Kind.KIND_ONLINE, name))
                    .build();
        });
    }

    @Override
    public void takeGroupOffline(TakeGroupOfflineRequest request, StreamObserver<TakeGroupOfflineResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("name", request.getName());
            var command = new Command.TakeOffline(name, GroupReader.etag("etag", request.getEtag()));
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            return TakeGroupOfflineResponse.newBuilder()
                    .setHeader(consensus.header(done.revision()))
                    .setOperation(Mutations.operationOrNothing(done, Operation.Kind.KIND_OFFLINE, name))
                    .build();
        });
    }

    @Override
    public void moveGroup(MoveGroupRequest request, StreamObserver<MoveGroupResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("name", request.getName());
            var command = new Command.MoveGroup(name, ApiNames.optionalNode("node", request.getNode()),
                    ApiNames.optionalNode("expected_owner", request.getExpectedOwner()),
                    GroupReader.etag("etag", request.getEtag()), request.getPreempt());
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            return MoveGroupResponse.newBuilder()
                    .setHeader(consensus.header(done.revision()))
                    .setOperation(Mutations.operationOrNothing(done, Operation.Kind.KIND_MOVE, name))
                    .build();
        });
    }

    /// As stored; only its name when it was deleted since.
    private static io.fci.v1.Group stored(Done done, GroupName name) {
        return done.state()
                .group(name)
                .map(group -> GroupWriter.write(done.state(), group))
                .orElseGet(() -> io.fci.v1.Group.newBuilder().setName(ApiNames.of(name)).build());
    }

    static Group find(State state, GroupName name) {
        return state.group(name).orElseThrow(() -> unknown(state, name));
    }

    private static StatusRuntimeException unknown(State state, GroupName name) {
        return Unknown.of(ErrorReason.ERROR_REASON_GROUP_NOT_FOUND, "group", name.value(),
                state.groups().keySet().stream().map(GroupName::value).toList());
    }
}
