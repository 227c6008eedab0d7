package io.fci.codec.log;

import io.fci.core.log.Outcome;
import io.fci.core.log.Refusal;
import io.fci.core.state.GroupName;
import io.fci.proto.journal.ForwardProto;
import java.util.List;

/// Outcomes, on their way from where they were computed to who asked. Never recorded. Safe for use by any thread.
public final class OutcomeCodec {
    private static final String PREFIX = "REASON_";

    private OutcomeCodec() {}

    public static byte[] encode(List<Outcome> outcomes) {
        return ForwardProto.Outcomes.newBuilder()
                .addAllOutcomes(outcomes.stream().map(OutcomeCodec::encode).toList())
                .build()
                .toByteArray();
    }

    /// Throws [CodecException].
    public static List<Outcome> decodeOutcomes(byte[] bytes) {
        var at = At.root("outcomes");
        var in = EntryCodec.parse(ForwardProto.Outcomes.parser(), bytes, at);
        at.known(in);
        return at.list("outcomes", in.getOutcomesList(), OutcomeCodec::decode);
    }

    public static ForwardProto.Outcome encode(Outcome outcome) {
        var out = ForwardProto.Outcome.newBuilder();
        switch (outcome) {
            case Outcome.Accepted accepted -> {
                var message = ForwardProto.Accepted.newBuilder().setRevision(accepted.revision());
                accepted.group().map(GroupName::value).ifPresent(message::setGroup);
                accepted.operation().ifPresent(message::setOperation);
                out.setAccepted(message);
            }
            case Outcome.Refused(var refusal) -> out.setRefused(ForwardProto.Refusal.newBuilder()
                    .setReason(ForwardProto.Refusal.Reason.valueOf(PREFIX + refusal.reason().name()))
                    .setMessage(refusal.message())
                    .addAllFacts(SpecCodec.encode(refusal.facts())));
        }
        return out.build();
    }

    /// Throws [CodecException].
    public static Outcome decode(ForwardProto.Outcome outcome) {
        return decode(outcome, At.root("outcome"));
    }

    private static Outcome decode(ForwardProto.Outcome in, At at) {
        at.known(in);
        return switch (in.getOutcomeCase()) {
            case ACCEPTED -> decode(in.getAccepted(), at.in("accepted"));
            case REFUSED -> new Outcome.Refused(decode(in.getRefused(), at.in("refused")));
            case OUTCOME_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static Outcome decode(ForwardProto.Accepted in, At at) {
        at.known(in);
        return new Outcome.Accepted(at.natural("revision", in.getRevision()),
                at.optional("group", in.hasGroup(), in.getGroup(), SpecCodec.GROUP),
                at.natural("operation", in.hasOperation(), in.getOperation()));
    }

    private static Refusal decode(ForwardProto.Refusal in, At at) {
        at.known(in);
        var reason = in.getReason();
        if (reason == ForwardProto.Refusal.Reason.UNRECOGNIZED
                || reason == ForwardProto.Refusal.Reason.REASON_UNSPECIFIED) {
            throw at.in("reason").wrong("unknown value " + in.getReasonValue());
        }
        // By name: a test holds that both sides have the same names.
        return new Refusal(Refusal.Reason.valueOf(reason.name().substring(PREFIX.length())), in.getMessage(),
                SpecCodec.labels("facts", in.getFactsList(), at));
    }
}
