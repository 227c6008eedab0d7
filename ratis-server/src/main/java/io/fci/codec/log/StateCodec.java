package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.state.Fencing;
import io.fci.core.state.GroupName;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.Requests;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.proto.journal.StateProto;
import java.util.SortedMap;

/// The state as snapshots hold it. Safe for use by any thread.
public final class StateCodec {
    private StateCodec() {}

    /// A state with its place in the log.
    ///
    /// @param index of the last entry in it
    public record Snapshot(long term, long index, State state) {}

    public static byte[] encode(Snapshot snapshot) {
        return StateProto.Snapshot.newBuilder()
                .setTerm(snapshot.term())
                .setIndex(snapshot.index())
                .setState(message(snapshot.state()))
                .build()
                .toByteArray();
    }

    /// Throws [CodecException].
    public static Snapshot decodeSnapshot(byte[] bytes) {
        var at = At.root("snapshot");
        var in = EntryCodec.parse(StateProto.Snapshot.parser(), bytes, at);
        at.known(in);
        return new Snapshot(at.natural("term", in.getTerm()), at.natural("index", in.getIndex()),
                at.required("state", in.hasState(), in.getState(), StateCodec::decode));
    }

    public static byte[] encode(State state) {
        return message(state).toByteArray();
    }

    /// Throws [CodecException].
    public static State decodeState(byte[] bytes) {
        var at = At.root("state");
        return decode(EntryCodec.parse(StateProto.State.parser(), bytes, at), at);
    }

    private static StateProto.State message(State state) {
        var out = StateProto.State.newBuilder()
                .setRevision(state.revision())
                .setClusterTime(state.clusterTime())
                .setFeatureLevel(state.featureLevel());
        state.clusterId().ifPresent(out::setClusterId);
        state.nodes().values().forEach(n -> out.addNodes(encode(n)));
        state.groups().values().forEach(g -> out.addGroups(GroupCodec.encode(g)));
        state.operations().values().forEach(o -> out.addOperations(OperationCodec.encode(o)));
        state.events().forEach((number, event) -> out.addEvents(EventCodec.encode(number, event)));
        state.requests().buckets().forEach((number, answers) -> {
            var bucket = StateProto.Bucket.newBuilder().setNumber(number);
            answers.forEach((request, answer) -> bucket.addAnswers(encode(request, answer)));
            out.addRequests(bucket);
        });
        return out.build();
    }

    private static State decode(StateProto.State in, At at) {
        at.known(in);
        return new State(at.optional("cluster_id", in.hasClusterId(), in.getClusterId(), At::text),
                at.natural("revision", in.getRevision()), at.natural("cluster_time", in.getClusterTime()),
                at.natural("feature_level", in.getFeatureLevel()),
                at.map("nodes", in.getNodesList(), (n, place) -> NODE.apply(n.getName(), place.in("name")),
                        StateCodec::decode),
                at.map("groups", in.getGroupsList(), GroupCodec::name, GroupCodec::decode),
                at.map("operations", in.getOperationsList(), (o, place) -> place.natural("id", o.getId()),
                        OperationCodec::decode),
                new Requests(at.map("requests", in.getRequestsList(),
                        (b, place) -> place.natural("number", b.getNumber()), StateCodec::decode)),
                at.map("events", in.getEventsList(), (e, place) -> place.natural("number", e.getNumber()),
                        EventCodec::decode));
    }

    private static StateProto.Node encode(Node node) {
        var out = StateProto.Node.newBuilder()
                .setName(node.name().value())
                .setAddresses(SpecCodec.encode(node.addresses()))
                .setVoter(node.voter())
                .setLife(encode(node.life()))
                .setProfile(node.profile())
                .addAllConcerns(node.concerns())
                .addAllNetworks(node.networks())
                .setSince(node.since())
                .setSinceWall(node.sinceWall());
        node.quiet().ifPresent(out::setQuiet);
        if (!node.fencing().equals(Fencing.NONE)) {
            out.setFencing(FencingCodec.encode(node.fencing()));
        }
        node.guard()
                .ifPresent(g -> out.setGuard(StateProto.Acceptor.newBuilder()
                        .setGuardUuid(g.guardUuid())
                        .setIncarnation(g.incarnation())));
        node.teardown().map(TeardownCodec::encode).ifPresent(out::setTeardown);
        ScheduleCodec.encode(node.schedule(), out);
        node.maintenance().map(HoldCodec::encode).ifPresent(out::setMaintenance);
        return out.build();
    }

    private static Node decode(StateProto.Node in, At at) {
        at.known(in);
        return new Node(NODE.apply(in.getName(), at.in("name")),
                at.required("addresses", in.hasAddresses(), in.getAddresses(), SpecCodec::decode), in.getVoter(),
                at.required("life", in.hasLife(), in.getLife(), StateCodec::decode),
                at.optional("guard", in.hasGuard(), in.getGuard(), StateCodec::decode), in.getProfile(),
                in.getConcernsList(), in.getNetworksList(),
                at.optional("quiet", in.hasQuiet(), in.getQuiet(), At::text),
                at.optional("fencing", in.hasFencing(), in.getFencing(), FencingCodec::decode).orElse(Fencing.NONE),
                at.natural("since", in.getSince()), at.natural("since_wall", in.getSinceWall()),
                at.optional("teardown", in.hasTeardown(), in.getTeardown(), TeardownCodec::decode),
                ScheduleCodec.decode(in, at),
                at.optional("maintenance", in.hasMaintenance(), in.getMaintenance(), HoldCodec::decode));
    }

    private static Node.Acceptor decode(StateProto.Acceptor in, At at) {
        at.known(in);
        return new Node.Acceptor(in.getGuardUuid(), at.natural("incarnation", in.getIncarnation()));
    }

    private static StateProto.Life encode(Life life) {
        var out = StateProto.Life.newBuilder();
        switch (life) {
            case Life.Never() -> out.setNever(StateProto.Life.Never.getDefaultInstance());
            case Life.Up(var incarnation) -> out.setUp(StateProto.Life.Up.newBuilder().setIncarnation(incarnation));
            case Life.Down(var incarnation, var why) ->
                out.setDown(StateProto.Life.Down.newBuilder().setLastIncarnation(incarnation).setWhy(why));
        }
        return out.build();
    }

    private static Life decode(StateProto.Life in, At at) {
        at.known(in);
        return switch (in.getLifeCase()) {
            case NEVER -> {
                at.in("never").known(in.getNever());
                yield new Life.Never();
            }
            case UP -> {
                at.in("up").known(in.getUp());
                yield new Life.Up(at.in("up").natural("incarnation", in.getUp().getIncarnation()));
            }
            case DOWN -> {
                at.in("down").known(in.getDown());
                yield new Life.Down(at.in("down").natural("last_incarnation", in.getDown().getLastIncarnation()),
                        in.getDown().getWhy());
            }
            case LIFE_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static StateProto.Answer encode(String request, Requests.Answer answer) {
        var out = StateProto.Answer.newBuilder()
                .setRequest(request)
                .setDigest(answer.digest())
                .setRevision(answer.revision());
        answer.group().map(GroupName::value).ifPresent(out::setGroup);
        answer.operation().ifPresent(out::setOperation);
        return out.build();
    }

    private static SortedMap<String, Requests.Answer> decode(StateProto.Bucket in, At at) {
        at.known(in);
        return at.map("answers", in.getAnswersList(), (a, place) -> a.getRequest(), StateCodec::decode);
    }

    private static Requests.Answer decode(StateProto.Answer in, At at) {
        at.known(in);
        return new Requests.Answer(in.getDigest(), at.natural("revision", in.getRevision()),
                at.optional("group", in.hasGroup(), in.getGroup(), SpecCodec.GROUP),
                at.natural("operation", in.hasOperation(), in.getOperation()));
    }
}
