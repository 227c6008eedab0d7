package io.fci.client;

import io.fci.v1.BringGroupOnlineRequest;
import io.fci.v1.ClearGroupFailuresRequest;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.DeleteGroupRequest;
import io.fci.v1.ExplainGroupRequest;
import io.fci.v1.Explanation;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.GetGroupResponse;
import io.fci.v1.Group;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.ListGroupsRequest;
import io.fci.v1.ListGroupsResponse;
import io.fci.v1.MoveGroupRequest;
import io.fci.v1.PageRequest;
import io.fci.v1.ReadOptions;
import io.fci.v1.TakeGroupOfflineRequest;
import io.fci.v1.UpdateGroupRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// What can be done with groups. Names are taken short ("orders") and long ("groups/orders"). Where a request has more
/// settings than the usual ones, the second argument fills the request itself:
///
/// ```java
/// fci.groups().move("orders", r -> r.setNode("n2").setExpectedOwner("n1").setComment("CHG-4711"));
/// ```
///
/// Every mutation is given a request id unless the caller set one, and keeps it through all retries.
public final class Groups {
    private static final int PAGE = 1_000;

    private final Calls calls;
    private final Operations operations;

    Groups(Calls calls, Operations operations) {
        this.calls = calls;
        this.operations = operations;
    }

    public Group get(String name) {
        return read(GetGroupRequest.newBuilder().setName(name).build()).getGroup();
    }

    /// Forgets what failed: budgets are full again, and what was given up is tried again.
    ///
    /// @return ends when it is online; empty: nothing starts because of it
    public Optional<OperationHandle> clear(String name, Consumer<ClearGroupFailuresRequest.Builder> settings) {
        var request = ClearGroupFailuresRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getClearGroupFailuresMethod(), request.setRequestId(id).build(), id);
        return answer.hasOperation()
                ? Optional.of(operations.handle(answer.getOperation(), answer.getHeader().getRevision()))
                : Optional.empty();
    }

    /// Why the group is as it is, and where else it may run.
    public Explanation explain(String name, ReadOptions read) {
        return calls.read(GroupServiceGrpc.getExplainGroupMethod(),
                ExplainGroupRequest.newBuilder().setName(name).setRead(read).build()).getExplanation();
    }

    /// With read options, and the header that says of which revision the answer is.
    public GetGroupResponse read(GetGroupRequest request) {
        return calls.read(GroupServiceGrpc.getGetGroupMethod(), request);
    }

    /// All groups by name.
    public List<Group> list() {
        return list(ReadOptions.getDefaultInstance()).getGroupsList();
    }

    /// All groups by name, page after page in one answer. The header is that of the first page, and no page is older.
    public ListGroupsResponse list(ReadOptions read) {
        var all = new ArrayList<Group>();
        var request = ListGroupsRequest.newBuilder().setPage(PageRequest.newBuilder().setPageSize(PAGE)).setRead(read);
        var first = calls.read(GroupServiceGrpc.getListGroupsMethod(), request.build());
        var page = first;
        all.addAll(page.getGroupsList());
        while (!page.getNextPageToken().isEmpty()) {
            request.getPageBuilder().setPageToken(page.getNextPageToken());
            request.getReadBuilder().setMinRevision(first.getHeader().getRevision());
            page = calls.read(GroupServiceGrpc.getListGroupsMethod(), request.build());
            all.addAll(page.getGroupsList());
        }
        return first.toBuilder().clearGroups().addAllGroups(all).clearNextPageToken().build();
    }

    /// Creates the group as one object in one step; it starts at once unless its desired state is offline.
    public Committed create(Group group) {
        return create(group, r -> {});
    }

    public Committed create(Group group, Consumer<CreateGroupRequest.Builder> settings) {
        var request = CreateGroupRequest.newBuilder().setGroup(group);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getCreateGroupMethod(), request.setRequestId(id).build(), id);
        return new Committed(answer.getGroup(), answer.getHeader().getRevision(),
                answer.hasOperation()
                        ? Optional.of(operations.handle(answer.getOperation(), answer.getHeader().getRevision()))
                        : Optional.empty());
    }

    /// Stores spec and labels of the group. When it carries an etag, as one that was read does, nobody else's change is
    /// overwritten: [ConflictException].
    public Committed update(Group group) {
        return update(group, r -> {});
    }

    public Committed update(Group group, Consumer<UpdateGroupRequest.Builder> settings) {
        var request = UpdateGroupRequest.newBuilder().setGroup(group);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getUpdateGroupMethod(), request.setRequestId(id).build(), id);
        return new Committed(answer.getGroup(), answer.getHeader().getRevision(),
                answer.hasOperation()
                        ? Optional.of(operations.handle(answer.getOperation(), answer.getHeader().getRevision()))
                        : Optional.empty());
    }

    /// Deletes a group that is offline.
    ///
    /// @return the operation that takes it offline first, when the request says force and it is not
    public Optional<OperationHandle> delete(String name) {
        return delete(name, r -> {});
    }

    public Optional<OperationHandle> delete(String name, Consumer<DeleteGroupRequest.Builder> settings) {
        var request = DeleteGroupRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getDeleteGroupMethod(), request.setRequestId(id).build(), id);
        return answer.hasOperation()
                ? Optional.of(operations.handle(answer.getOperation(), answer.getHeader().getRevision()))
                : Optional.empty();
    }

    public OperationHandle online(String name) {
        return online(name, r -> {});
    }

    public OperationHandle online(String name, Consumer<BringGroupOnlineRequest.Builder> settings) {
        var request = BringGroupOnlineRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getBringGroupOnlineMethod(), request.setRequestId(id).build(), id);
        return operations.handle(answer.getOperation(), answer.getHeader().getRevision());
    }

    public OperationHandle offline(String name) {
        return offline(name, r -> {});
    }

    public OperationHandle offline(String name, Consumer<TakeGroupOfflineRequest.Builder> settings) {
        var request = TakeGroupOfflineRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getTakeGroupOfflineMethod(), request.setRequestId(id).build(), id);
        return operations.handle(answer.getOperation(), answer.getHeader().getRevision());
    }

    /// To the best other node.
    public OperationHandle move(String name) {
        return move(name, r -> {});
    }

    public OperationHandle move(String name, Consumer<MoveGroupRequest.Builder> settings) {
        var request = MoveGroupRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(GroupServiceGrpc.getMoveGroupMethod(), request.setRequestId(id).build(), id);
        return operations.handle(answer.getOperation(), answer.getHeader().getRevision());
    }

    private static String idOf(String given) {
        return given.isEmpty() ? UUID.randomUUID().toString() : given;
    }

    /// A group as it is stored now.
    ///
    /// @param revision at which it took effect
    /// @param operation what has to be started, stopped or moved for it
    public record Committed(Group group, long revision, Optional<OperationHandle> operation) {}
}
