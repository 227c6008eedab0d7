package io.fci.rpc;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import io.fci.codec.api.GroupReader;
import io.fci.codec.api.GroupWriter;
import io.fci.core.log.Command;
import io.fci.core.state.Group;
import io.fci.core.state.Names;
import io.fci.core.state.State;
import io.fci.v1.ErrorReason;
import io.fci.v1.UpdateGroupRequest;
import io.grpc.StatusRuntimeException;
import java.util.OptionalLong;

/// What an update makes of the group that is stored. The command carries the whole result, so it names the generation it
/// was made from: another change in between is refused and not undone.
final class GroupUpdate {
    private static final String LABEL = "labels.";

    private final GroupReader reader;

    GroupUpdate(GroupReader reader) {
        this.reader = reader;
    }

    Command.UpdateGroup command(UpdateGroupRequest request, State state, Group stored) {
        var given = request.getGroup();
        var merged = merged(request, GroupWriter.write(state, stored));
        var desired = reader.desired("group.spec.desired_state", merged.getSpec()).orElse(stored.desired());
        if (desired != stored.desired()) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "the desired state of group '" + stored.name()
                    + "' is not changed by an update; bring it online or take it offline", "field",
                    "group.spec.desired_state");
        }
        var seen = GroupReader.etag("group.meta.etag", given.getMeta().getEtag());
        var generation = seen.isPresent() ? seen : OptionalLong.of(stored.versions().generation());
        return new Command.UpdateGroup(stored.name(), reader.spec("group.spec", merged.getSpec()),
                reader.labels("group.labels", merged), generation, request.getAllowDisruption(), request.getDefer());
    }

    private static io.fci.v1.Group merged(UpdateGroupRequest request, io.fci.v1.Group stored) {
        var given = request.getGroup();
        var merged = stored.toBuilder();
        if (request.getUpdateMask().getPathsCount() == 0) {
            if (given.hasSpec()) {
                merged.setSpec(given.getSpec());
            }
            if (given.getLabelsCount() > 0) {
                merged.clearLabels().putAllLabels(given.getLabelsMap());
            }
            return merged.build();
        }
        for (var path : request.getUpdateMask().getPathsList()) {
            merge(path, given, merged);
        }
        return merged.build();
    }

    private static void merge(String path, io.fci.v1.Group given, io.fci.v1.Group.Builder merged) {
        if (path.equals("labels")) {
            merged.clearLabels().putAllLabels(given.getLabelsMap());
        } else if (path.startsWith(LABEL)) {
            // Keys may have dots in them, so the rest is one key; field masks know no maps.
            var key = path.substring(LABEL.length());
            if (given.containsLabels(key)) {
                merged.putLabels(key, given.getLabelsOrThrow(key));
            } else {
                merged.removeLabels(key);
            }
        } else if ((path.equals("spec") || path.startsWith("spec."))
                && FieldMaskUtil.isValid(io.fci.v1.Group.class, path)) {
            var replace = new FieldMaskUtil.MergeOptions().setReplaceMessageFields(true).setReplaceRepeatedFields(true)
                    .setReplacePrimitiveFields(true);
            FieldMaskUtil.merge(FieldMask.newBuilder().addPaths(path).build(), given, merged, replace);
        } else {
            throw unknownPath(path);
        }
    }

    private static StatusRuntimeException unknownPath(String path) {
        return Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "update path '" + Names.abbreviate(path)
                + "' is not one that can be changed; use 'spec', 'labels' or a path in them, like"
                + " 'spec.placement.preferred_nodes' or 'labels.team'", "field", "update_mask");
    }
}
