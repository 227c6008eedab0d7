package io.fci.codec.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.fci.core.log.Refusal;
import io.fci.proto.journal.EntryProto;
import io.fci.proto.journal.ForwardProto;
import io.fci.proto.journal.SpecProto;
import io.fci.proto.journal.StateProto;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StrictDecodingTest {
    @Test
    void anUnknownFieldIsNamedWithItsPath() {
        var proposal = EntryProto.Proposal.newBuilder()
                .setCommand(EntryProto.Command.newBuilder()
                        .setTakeOffline(EntryProto.TakeOffline.newBuilder()
                                .setGroup("sql")
                                .setUnknownFields(UnknownFieldSet.newBuilder()
                                        .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                                        .build())));
        refused(EntryProto.Entry.newBuilder().addProposals(proposal).build().toByteArray(),
                "entry.proposals[0].command.take_offline: unknown field 77");
    }

    @Test
    void aCommandOfANewerReleaseIsRefused() {
        var command = EntryProto.Command.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(99, UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
                        .build());
        refused(EntryProto.Entry.newBuilder()
                .addProposals(EntryProto.Proposal.newBuilder().setCommand(command))
                .build()
                .toByteArray(), "entry.proposals[0].command: unknown field 99");
    }

    @Test
    void anUnknownEnumValueIsRefused() {
        var create = EntryProto.CreateGroup.newBuilder()
                .setGroup("sql")
                .setSpec(SpecProto.GroupSpec.newBuilder().setFailover(SpecProto.FailoverPolicy.getDefaultInstance()))
                .setDesiredValue(9);
        refused(entry(EntryProto.Command.newBuilder().setCreateGroup(create)),
                "entry.proposals[0].command.create_group.desired: unknown value 9");
    }

    @Test
    void aMissingValueIsRefused() {
        var create = EntryProto.CreateGroup.newBuilder().setGroup("sql").setDesired(SpecProto.Desired.ONLINE);
        refused(entry(EntryProto.Command.newBuilder().setCreateGroup(create)),
                "entry.proposals[0].command.create_group.spec: missing");
        refused(EntryProto.Entry.newBuilder()
                .addProposals(EntryProto.Proposal.getDefaultInstance())
                .build()
                .toByteArray(), "entry.proposals[0].command: missing");
    }

    @Test
    void aNameThatCannotExistIsRefused() {
        refused(entry(EntryProto.Command.newBuilder()
                .setTakeOffline(EntryProto.TakeOffline.newBuilder().setGroup("SQL!"))),
                "entry.proposals[0].command.take_offline.group: group name 'SQL!' is not valid");
    }

    @Test
    void aTimeBeforeTheBeginningIsRefused() {
        refused(EntryProto.Entry.newBuilder().setClusterTime(-1).build().toByteArray(),
                "entry.cluster_time: is negative: -1");
    }

    @Test
    void namesOutOfOrderAreRefused() {
        var state = StateProto.State.newBuilder()
                .addRequests(StateProto.Bucket.newBuilder().setNumber(2))
                .addRequests(StateProto.Bucket.newBuilder().setNumber(2));
        assertThatThrownBy(() -> StateCodec.decodeState(state.build().toByteArray()))
                .isInstanceOf(CodecException.class)
                .hasMessage("state.requests[1]: '2' does not come after '2'");
    }

    @Test
    void everyReasonHasTheSameNameOnTheWire() {
        var wire = Arrays.stream(ForwardProto.Refusal.Reason.values())
                .filter(r -> r != ForwardProto.Refusal.Reason.UNRECOGNIZED
                        && r != ForwardProto.Refusal.Reason.REASON_UNSPECIFIED)
                .map(Enum::name)
                .toList();
        assertThat(wire).containsExactlyElementsOf(
                Arrays.stream(Refusal.Reason.values()).map(r -> "REASON_" + r.name()).toList());
    }

    private static byte[] entry(EntryProto.Command.Builder command) {
        return EntryProto.Entry.newBuilder()
                .addProposals(EntryProto.Proposal.newBuilder().setCommand(command))
                .build()
                .toByteArray();
    }

    private static void refused(byte[] entry, String message) {
        assertThatThrownBy(() -> EntryCodec.decodeEntry(entry)).isInstanceOf(CodecException.class)
                .hasMessageStartingWith(message);
    }
}
