package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.GROUP;
import static io.fci.codec.log.SpecCodec.NODE;
import static io.fci.codec.log.SpecCodec.RESOURCE;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Maintain.Subject;
import io.fci.core.log.Command.Terms;
import io.fci.core.state.Hold;
import io.fci.core.state.Holds;
import io.fci.core.state.ResourceName;
import io.fci.proto.journal.EntryProto;
import io.fci.proto.journal.StateProto;
import java.util.List;
import java.util.SortedMap;

/// Maintenance and locks, as entries and states hold them.
final class HoldCodec {
    private HoldCodec() {}

    static EntryProto.Maintain encode(Command.Maintain c) {
        var out = EntryProto.Maintain.newBuilder();
        switch (c.subject()) {
            case Subject.OfNode(var node) -> out.setNode(node.value());
            case Subject.OfGroup(var group) -> out.setGroup(group.value());
            case Subject.OfResource(var group, var resource) -> out.setResource(EntryProto.Maintain.Resource
                    .newBuilder().setGroup(group.value()).setResource(resource.value()));
        }
        c.terms().map(HoldCodec::encode).ifPresent(out::setTerms);
        return out.build();
    }

    static Command decode(EntryProto.Maintain in, At at) {
        at.known(in);
        var subject = switch (in.getSubjectCase()) {
            case NODE -> new Subject.OfNode(NODE.apply(in.getNode(), at.in("node")));
            case GROUP -> new Subject.OfGroup(GROUP.apply(in.getGroup(), at.in("group")));
            case RESOURCE -> resource(in.getResource(), at.in("resource"));
            case SUBJECT_NOT_SET -> throw at.in("subject").wrong("missing");
        };
        return new Command.Maintain(subject, at.optional("terms", in.hasTerms(), in.getTerms(), HoldCodec::decode));
    }

    private static Subject resource(EntryProto.Maintain.Resource in, At at) {
        at.known(in);
        return new Subject.OfResource(GROUP.apply(in.getGroup(), at.in("group")),
                RESOURCE.apply(in.getResource(), at.in("resource")));
    }

    static EntryProto.LockResource encode(Command.LockResource c) {
        var out = EntryProto.LockResource.newBuilder().setGroup(c.group().value()).setResource(c.resource().value());
        c.terms().map(HoldCodec::encode).ifPresent(out::setTerms);
        return out.build();
    }

    static Command decode(EntryProto.LockResource in, At at) {
        at.known(in);
        return new Command.LockResource(GROUP.apply(in.getGroup(), at.in("group")),
                RESOURCE.apply(in.getResource(), at.in("resource")),
                at.optional("terms", in.hasTerms(), in.getTerms(), HoldCodec::decode));
    }

    private static EntryProto.Terms encode(Terms terms) {
        var out = EntryProto.Terms.newBuilder().setReason(terms.reason());
        terms.millis().ifPresent(out::setMillis);
        return out.build();
    }

    private static Terms decode(EntryProto.Terms in, At at) {
        at.known(in);
        return new Terms(in.getReason(), at.natural("millis", in.hasMillis(), in.getMillis()));
    }

    static StateProto.Holds encode(Holds holds) {
        var out = StateProto.Holds.newBuilder().addAllMaintained(encode(holds.maintained()))
                .addAllLocked(encode(holds.locked()));
        holds.maintenance().map(HoldCodec::encode).ifPresent(out::setMaintenance);
        return out.build();
    }

    static Holds decode(StateProto.Holds in, At at) {
        at.known(in);
        return new Holds(at.optional("maintenance", in.hasMaintenance(), in.getMaintenance(), HoldCodec::decode),
                at.map("maintained", in.getMaintainedList(), HoldCodec::name, HoldCodec::decode),
                at.map("locked", in.getLockedList(), HoldCodec::name, HoldCodec::decode));
    }

    private static List<StateProto.Holds.OfResource> encode(SortedMap<ResourceName, Hold> holds) {
        return holds.entrySet().stream().map(e -> StateProto.Holds.OfResource.newBuilder()
                .setResource(e.getKey().value()).setHold(encode(e.getValue())).build()).toList();
    }

    private static ResourceName name(StateProto.Holds.OfResource in, At at) {
        return RESOURCE.apply(in.getResource(), at.in("resource"));
    }

    private static Hold decode(StateProto.Holds.OfResource in, At at) {
        at.known(in);
        return at.required("hold", in.hasHold(), in.getHold(), HoldCodec::decode);
    }

    static StateProto.Hold encode(Hold hold) {
        var out = StateProto.Hold.newBuilder().setReason(hold.reason()).setBy(hold.by()).setSince(hold.since())
                .setSinceWall(hold.sinceWall());
        hold.until().ifPresent(out::setUntil);
        return out.build();
    }

    static Hold decode(StateProto.Hold in, At at) {
        at.known(in);
        return new Hold(in.getReason(), in.getBy(), at.natural("since", in.getSince()),
                at.natural("since_wall", in.getSinceWall()), at.natural("until", in.hasUntil(), in.getUntil()));
    }
}
