package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Holds;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState;
import io.fci.proto.journal.StateProto;
import java.util.TreeSet;

/// A group as the state holds it.
final class GroupCodec {
    private GroupCodec() {}

    static StateProto.Group encode(Group group) {
        var v = group.versions();
        var out = StateProto.Group.newBuilder()
                .setName(group.name().value())
                .setUid(group.uid())
                .setVersions(StateProto.Versions.newBuilder()
                        .setGeneration(v.generation())
                        .setCreateRevision(v.createRevision())
                        .setModRevision(v.modRevision())
                        .setCreatedWall(v.createdWall())
                        .setUpdatedWall(v.updatedWall())
                        .setUpdatedBy(v.updatedBy()))
                .setSpec(SpecCodec.encode(group.spec()))
                .addAllLabels(SpecCodec.encode(group.labels()))
                .setDesired(SpecCodec.encode(group.desired()))
                .setOwnership(encode(group.ownership()))
                .addAllFailovers(group.failovers());
        group.lastOwner().map(NodeName::value).ifPresent(out::setLastOwner);
        group.resources().forEach((name, state) -> out.addResources(encode(name, state)));
        group.kept().forEach(name -> out.addKept(name.value()));
        group.operation().ifPresent(out::setOperation);
        group.former().values().forEach(resource -> out.addFormer(SpecCodec.encode(resource)));
        if (!group.holds().equals(Holds.NONE)) {
            out.setHolds(HoldCodec.encode(group.holds()));
        }
        return out.build();
    }

    static GroupName name(StateProto.Group in, At at) {
        return SpecCodec.GROUP.apply(in.getName(), at.in("name"));
    }

    static Group decode(StateProto.Group in, At at) {
        at.known(in);
        return new Group(name(in, at), in.getUid(),
                at.required("versions", in.hasVersions(), in.getVersions(), GroupCodec::decode),
                at.required("spec", in.hasSpec(), in.getSpec(), SpecCodec::decode),
                SpecCodec.labels("labels", in.getLabelsList(), at),
                SpecCodec.decode(in.getDesired(), in.getDesiredValue(), at),
                at.required("ownership", in.hasOwnership(), in.getOwnership(), GroupCodec::decode),
                at.optional("last_owner", in.hasLastOwner(), in.getLastOwner(), NODE),
                at.map("resources", in.getResourcesList(), GroupCodec::resource, GroupCodec::decode),
                at.naturals("failovers", in.getFailoversList()),
                at.natural("operation", in.hasOperation(), in.getOperation()),
                new TreeSet<>(at.list("kept", in.getKeptList(), SpecCodec.RESOURCE)),
                at.optional("holds", in.hasHolds(), in.getHolds(), HoldCodec::decode).orElse(Holds.NONE),
                at.map("former", in.getFormerList(),
                        (r, place) -> SpecCodec.RESOURCE.apply(r.getName(), place.in("name")),
                        SpecCodec::decode));
    }

    private static Group.Versions decode(StateProto.Versions in, At at) {
        at.known(in);
        return new Group.Versions(at.natural("generation", in.getGeneration()),
                at.natural("create_revision", in.getCreateRevision()),
                at.natural("mod_revision", in.getModRevision()), at.natural("created_wall", in.getCreatedWall()),
                at.natural("updated_wall", in.getUpdatedWall()), in.getUpdatedBy());
    }

    private static StateProto.Ownership encode(Ownership ownership) {
        var out = StateProto.Ownership.newBuilder();
        switch (ownership) {
            case Ownership.Unowned(var reason) -> {
                var unowned = StateProto.Ownership.Unowned.newBuilder();
                reason.ifPresent(unowned::setReason);
                out.setUnowned(unowned);
            }
            case Ownership.Waiting waiting -> out.setWaiting(StateProto.Ownership.Waiting.newBuilder()
                    .setNode(waiting.node().value())
                    .setIncarnation(waiting.incarnation())
                    .setTakeover(SpecCodec.encode(waiting.takeover()))
                    .setNext(encode(new Ownership.Intent.Stop(waiting.next())))
                    .setSince(waiting.since())
                    .setSinceWall(waiting.sinceWall()));
            case Ownership.Owned(var node, var incarnation, var epoch, var intent) ->
                out.setOwned(StateProto.Ownership.Owned.newBuilder()
                        .setNode(node.value())
                        .setIncarnation(incarnation)
                        .setEpoch(epoch)
                        .setIntent(encode(intent)));
        }
        return out.build();
    }

    private static Ownership decode(StateProto.Ownership in, At at) {
        at.known(in);
        return switch (in.getOwnershipCase()) {
            case UNOWNED -> decode(in.getUnowned(), at.in("unowned"));
            case OWNED -> decode(in.getOwned(), at.in("owned"));
            case WAITING -> decode(in.getWaiting(), at.in("waiting"));
            case OWNERSHIP_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static Ownership decode(StateProto.Ownership.Unowned in, At at) {
        at.known(in);
        return new Ownership.Unowned(at.optional("reason", in.hasReason(), in.getReason(), At::text));
    }

    private static Ownership decode(StateProto.Ownership.Waiting in, At at) {
        at.known(in);
        var next = switch (at.required("next", in.hasNext(), in.getNext(), GroupCodec::decode)) {
            case Ownership.Intent.Stop(var then) -> then;
            case Ownership.Intent.Run() -> throw at.in("next").wrong("a group that waits cannot run");
        };
        return new Ownership.Waiting(NODE.apply(in.getNode(), at.in("node")),
                at.natural("incarnation", in.getIncarnation()),
                SpecCodec.decode(in.getTakeover(), in.getTakeoverValue(), at), next,
                at.natural("since", in.getSince()), at.natural("since_wall", in.getSinceWall()));
    }

    private static Ownership decode(StateProto.Ownership.Owned in, At at) {
        at.known(in);
        return new Ownership.Owned(NODE.apply(in.getNode(), at.in("node")),
                at.natural("incarnation", in.getIncarnation()), at.natural("epoch", in.getEpoch()),
                at.required("intent", in.hasIntent(), in.getIntent(), GroupCodec::decode));
    }

    private static StateProto.Intent encode(Ownership.Intent intent) {
        var out = StateProto.Intent.newBuilder();
        switch (intent) {
            case Ownership.Intent.Run() -> out.setRun(StateProto.Intent.Run.getDefaultInstance());
            case Ownership.Intent.Stop(Ownership.Next.GoOffline()) ->
                out.setGoOffline(StateProto.Intent.GoOffline.getDefaultInstance());
            case Ownership.Intent.Stop(Ownership.Next.Assign(var target, var avoid)) -> {
                var assign = StateProto.Intent.Assign.newBuilder();
                target.map(NodeName::value).ifPresent(assign::setTarget);
                avoid.map(NodeName::value).ifPresent(assign::setAvoid);
                out.setAssign(assign);
            }
            case Ownership.Intent.Stop(Ownership.Next.Delete()) ->
                out.setDelete(StateProto.Intent.Delete.getDefaultInstance());
        }
        return out.build();
    }

    private static Ownership.Intent decode(StateProto.Intent in, At at) {
        at.known(in);
        return switch (in.getIntentCase()) {
            case RUN -> {
                at.in("run").known(in.getRun());
                yield new Ownership.Intent.Run();
            }
            case GO_OFFLINE -> {
                at.in("go_offline").known(in.getGoOffline());
                yield new Ownership.Intent.Stop(new Ownership.Next.GoOffline());
            }
            case ASSIGN -> new Ownership.Intent.Stop(decode(in.getAssign(), at.in("assign")));
            case DELETE -> {
                at.in("delete").known(in.getDelete());
                yield new Ownership.Intent.Stop(new Ownership.Next.Delete());
            }
            case INTENT_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static Ownership.Next decode(StateProto.Intent.Assign in, At at) {
        at.known(in);
        return new Ownership.Next.Assign(at.optional("target", in.hasTarget(), in.getTarget(), NODE),
                at.optional("avoid", in.hasAvoid(), in.getAvoid(), NODE));
    }

    private static StateProto.ResourceState encode(ResourceName name, ResourceState state) {
        var out = StateProto.ResourceState.newBuilder()
                .setName(name.value())
                .setPhase(switch (state.phase()) {
                    case OFFLINE -> StateProto.ResourceState.Phase.PHASE_OFFLINE;
                    case ONLINE -> StateProto.ResourceState.Phase.PHASE_ONLINE;
                    case FAILED -> StateProto.ResourceState.Phase.PHASE_FAILED;
                    case STUCK -> StateProto.ResourceState.Phase.PHASE_STUCK;
                })
                .setAttempt(state.attempt())
                .setAbandoned(state.abandoned())
                .addAllRestarts(state.restarts())
                .setSince(state.since())
                .setSinceWall(state.sinceWall())
                .setVacated(state.vacated());
        state.failure().ifPresent(out::setFailure);
        return out.build();
    }

    private static ResourceName resource(StateProto.ResourceState in, At at) {
        return SpecCodec.RESOURCE.apply(in.getName(), at.in("name"));
    }

    private static ResourceState decode(StateProto.ResourceState in, At at) {
        at.known(in);
        var phase = switch (in.getPhase()) {
            case PHASE_OFFLINE -> ResourceState.Phase.OFFLINE;
            case PHASE_ONLINE -> ResourceState.Phase.ONLINE;
            case PHASE_FAILED -> ResourceState.Phase.FAILED;
            case PHASE_STUCK -> ResourceState.Phase.STUCK;
            case PHASE_UNSPECIFIED, UNRECOGNIZED -> throw at.in("phase").wrong("unknown value " + in.getPhaseValue());
        };
        return new ResourceState(phase, at.natural("attempt", in.getAttempt()), in.getAbandoned(),
                at.naturals("restarts", in.getRestartsList()),
                at.optional("failure", in.hasFailure(), in.getFailure(), At::text), at.natural("since", in.getSince()),
                at.natural("since_wall", in.getSinceWall()), in.getVacated());
    }
}
