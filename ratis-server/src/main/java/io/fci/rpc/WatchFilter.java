package io.fci.rpc;

import io.fci.core.state.Names;
import io.fci.v1.Change;
import io.fci.v1.ErrorReason;
import io.fci.v1.ObjectKind;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchedObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which changes a watcher asked for.
///
/// @param kinds empty: all
/// @param names empty: all; else these and what lies below them
record WatchFilter(Set<ObjectKind> kinds, List<String> names) {
    private static final int MOST_NAMES = 100;

    static WatchFilter of(WatchRequest request) {
        var kinds = EnumSet.noneOf(ObjectKind.class);
        for (var kind : request.getKindsList()) {
            switch (kind) {
                case OBJECT_KIND_UNSPECIFIED -> kinds.addAll(List.of(ObjectKind.OBJECT_KIND_NODE,
                        ObjectKind.OBJECT_KIND_GROUP, ObjectKind.OBJECT_KIND_OPERATION, ObjectKind.OBJECT_KIND_EVENT));
                case OBJECT_KIND_NODE, OBJECT_KIND_GROUP, OBJECT_KIND_OPERATION, OBJECT_KIND_EVENT -> kinds.add(kind);
                case UNRECOGNIZED -> throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD,
                        "a kind is asked for that this version does not know; use one of its names", "field", "kinds");
            }
        }
        if (request.getNamesCount() > MOST_NAMES) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "the watch names " + request.getNamesCount()
                    + " objects; the most is " + MOST_NAMES + ", watch all of a kind instead", "field", "names");
        }
        for (var name : request.getNamesList()) {
            if (!name.matches("(groups|nodes|operations|events)/.+")) {
                throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "'" + Names.abbreviate(name)
                        + "' does not say what kind of object it names; write it long, like groups/orders", "field",
                        "names");
            }
        }
        return new WatchFilter(kinds, List.copyOf(request.getNamesList()));
    }

    List<Change> of(List<Change> changes) {
        return kinds.isEmpty() && names.isEmpty() ? changes : changes.stream().filter(this::wants).toList();
    }

    private boolean wants(Change change) {
        return switch (change.getObject().getObjectCase()) {
            case NODE -> wants(ObjectKind.OBJECT_KIND_NODE, change.getObject().getNode().getName());
            case GROUP -> wants(ObjectKind.OBJECT_KIND_GROUP, change.getObject().getGroup().getName());
            case OPERATION -> wants(ObjectKind.OBJECT_KIND_OPERATION, change.getObject().getOperation().getName());
            case EVENT -> wantsEvent(change.getObject());
            case OBJECT_NOT_SET -> false;
        };
    }

    /// An event is of interest to who watches what it is about.
    private boolean wantsEvent(WatchedObject object) {
        var event = object.getEvent();
        return wants(ObjectKind.OBJECT_KIND_EVENT, event.getName())
                || wants(ObjectKind.OBJECT_KIND_EVENT, event.getSubject());
    }

    private boolean wants(ObjectKind kind, String name) {
        return (kinds.isEmpty() || kinds.contains(kind))
                && (names.isEmpty() || names.stream().anyMatch(n -> name.equals(n) || name.startsWith(n + "/")));
    }
}
