package io.fci.rpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.fci.codec.api.ApiNames;
import io.fci.codec.api.OperationWriter;
import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.core.state.Names;
import io.fci.core.state.State;
import io.fci.v1.ErrorReason;
import io.fci.v1.Operation;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What all changes have in common: request ids, dry runs, and the way from an outcome to an answer.
final class Mutations {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Consensus consensus;
    private final Supplier<String> principal;

    /// @param principal who asks in the present call
    Mutations(Consensus consensus, Supplier<String> principal) {
        this.consensus = consensus;
        this.principal = principal;
    }

    /// A change that took effect, or would.
    ///
    /// @param revision at which it took effect; of a dry run, the one it was tried on
    /// @param state that has it
    record Done(long revision, State state, OptionalLong operation, boolean dryRun) {}

    /// @param request as it was sent; the same id with other content is refused
    Done decide(Message request, String requestId, boolean validateOnly, Command command) {
        var proposal = new Proposal(identity(request, requestId), principal.get(), command);
        return validateOnly ? rehearse(proposal) : propose(proposal);
    }

    private Done propose(Proposal proposal) {
        var outcome = consensus.await(consensus.journal().propose(proposal),
                () -> Consensus.unknown("no answer came in time"));
        return switch (outcome) {
            case Outcome.Refused(var refusal) -> throw Statuses.of(refusal);
            case Outcome.Accepted(var revision, var group, var operation) ->
                new Done(revision, consensus.journal().state(), operation, false);
        };
    }

    private Done rehearse(Proposal proposal) {
        var state = consensus.barrier();
        var applied = Cluster.rehearse(state, proposal, System.currentTimeMillis());
        return switch (applied.outcomes().getFirst()) {
            case Outcome.Refused(var refusal) -> throw Statuses.of(refusal);
            case Outcome.Accepted(var revision, var group, var operation) ->
                new Done(state.revision(), applied.state(), operation, true);
        };
    }

    /// The operation to follow, if there is one.
    static Optional<Operation> operation(Done done) {
        if (done.operation().isEmpty()) {
            return Optional.empty();
        }
        long id = done.operation().getAsLong();
        var known = done.state().operation(id).map(OperationWriter::write);
        if (done.dryRun()) {
            // Not its name: the next real operation will have it.
            return known.map(o -> o.toBuilder().clearName().setState(Operation.State.STATE_PENDING).build());
        }
        // A request repeated long after its first answer: the operation has ended and is forgotten.
        return known.or(() -> Optional.of(Operation.newBuilder().setName(ApiNames.operation(id)).build()));
    }

    /// For calls that always answer with one: nothing had to be done.
    static Operation operationOrNothing(Done done, Operation.Kind kind, GroupName group) {
        return operation(done).orElseGet(() -> Operation.newBuilder()
                .setKind(kind)
                .addTargets(ApiNames.of(group))
                .setState(Operation.State.STATE_SUCCEEDED)
                .setMessage(group + " is so already")
                .build());
    }

    private static Optional<Proposal.Request> identity(Message request, String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (!REQUEST_ID.matcher(id).matches()) {
            throw badId(id);
        }
        return Optional.of(new Proposal.Request(id, digest(request)));
    }

    private static StatusRuntimeException badId(String id) {
        return Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "request id '" + Names.abbreviate(id)
                + "' is not valid: use a UUID, or 1 to 64 characters A-Z, a-z, 0-9, '.', '_' and '-'", "field",
                "request_id");
    }

    /// Of the content without the id, so that what is compared is what was asked.
    static String digest(Message request) {
        var id = request.getDescriptorForType().findFieldByName("request_id");
        var content = request.toBuilder().clearField(id).build();
        try {
            var bytes = new byte[content.getSerializedSize()];
            var out = CodedOutputStream.newInstance(bytes);
            // Else maps are written in the order of a hash table.
            out.useDeterministicSerialization();
            content.writeTo(out);
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(request.getDescriptorForType().getFullName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to an array of the right size cannot fail", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
