package io.fci.codec.log;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.fci.core.log.Entry;
import io.fci.core.log.Proposal;
import io.fci.proto.journal.EntryProto;
import java.util.List;

/// Log entries and what they are made of. Safe for use by any thread.
public final class EntryCodec {
    private EntryCodec() {}

    public static byte[] encode(Entry entry) {
        return EntryProto.Entry.newBuilder()
                .setClusterTime(entry.clusterTime())
                .setWallMillis(entry.wallMillis())
                .addAllProposals(entry.proposals().stream().map(EntryCodec::encode).toList())
                .build()
                .toByteArray();
    }

    /// Throws [CodecException].
    public static Entry decodeEntry(byte[] bytes) {
        var at = At.root("entry");
        var in = parse(EntryProto.Entry.parser(), bytes, at);
        at.known(in);
        return new Entry(at.natural("cluster_time", in.getClusterTime()), at.natural("wall_millis", in.getWallMillis()),
                at.list("proposals", in.getProposalsList(), EntryCodec::decode));
    }

    /// Proposals that no leader has stamped yet.
    public static byte[] encodeBatch(List<EntryProto.Proposal> proposals) {
        return EntryProto.Batch.newBuilder().addAllProposals(proposals).build().toByteArray();
    }

    /// Throws [CodecException].
    public static List<Proposal> decodeBatch(byte[] bytes) {
        var at = At.root("batch");
        var in = parse(EntryProto.Batch.parser(), bytes, at);
        at.known(in);
        return at.list("proposals", in.getProposalsList(), EntryCodec::decode);
    }

    public static EntryProto.Proposal encode(Proposal proposal) {
        var out = EntryProto.Proposal.newBuilder()
                .setPrincipal(proposal.principal())
                .setCommand(CommandCodec.encode(proposal.command()));
        proposal.request()
                .ifPresent(r -> out
                        .setRequest(EntryProto.Proposal.Request.newBuilder().setId(r.id()).setDigest(r.digest())));
        return out.build();
    }

    /// Throws [CodecException].
    public static Proposal decode(EntryProto.Proposal proposal) {
        return decode(proposal, At.root("proposal"));
    }

    private static Proposal decode(EntryProto.Proposal in, At at) {
        at.known(in);
        return new Proposal(at.optional("request", in.hasRequest(), in.getRequest(), (request, place) -> {
            place.known(request);
            return new Proposal.Request(request.getId(), request.getDigest());
        }), in.getPrincipal(), at.required("command", in.hasCommand(), in.getCommand(), CommandCodec::decode));
    }

    static <M extends Message> M parse(Parser<M> parser, byte[] bytes, At at) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new CodecException(at.name() + ": " + e.getMessage(), e);
        }
    }
}
