package io.fci.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.fci.core.log.Refusal;
import io.fci.v1.ConfigProto;
import io.fci.v1.ErrorReason;
import io.fci.v1.GroupProto;
import io.fci.v1.HistoryProto;
import io.fci.v1.HoldProto;
import io.fci.v1.InstanceProto;
import io.fci.v1.NodeProto;
import io.fci.v1.OperationProto;
import io.fci.v1.OptionsProto;
import io.fci.v1.ResourceProto;
import io.fci.v1.ResponseHeader;
import io.fci.v1.Role;
import io.fci.v1.WatchProto;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every call of the API, read from its descriptors.
class ContractTest {
    static Stream<MethodDescriptor> methods() {
        return Stream.of(GroupProto.getDescriptor(), NodeProto.getDescriptor(), OperationProto.getDescriptor(),
                WatchProto.getDescriptor(), InstanceProto.getDescriptor(), ResourceProto.getDescriptor(),
                HistoryProto.getDescriptor(), ConfigProto.getDescriptor(), HoldProto.getDescriptor())
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream());
    }

    private static boolean changes(MethodDescriptor method) {
        return method.getOptions().getIdempotencyLevel() == IdempotencyLevel.IDEMPOTENT;
    }

    @Test
    void thereIsSomethingToCheck() {
        assertThat(methods()).hasSizeGreaterThanOrEqualTo(24);
        assertThat(methods().filter(ContractTest::changes)).hasSize(18);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyAnswerHasItsHeaderInFieldOne(MethodDescriptor method) {
        var header = method.getOutputType().findFieldByNumber(1);
        assertThat(header.getMessageType()).isEqualTo(ResponseHeader.getDescriptor());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyCallSaysWhoMayMakeIt(MethodDescriptor method) {
        assertThat(method.getOptions().getExtension(OptionsProto.requiredRole)).isNotEqualTo(Role.ROLE_UNSPECIFIED);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyCallIsARepeatableReadOrAChangeWithRequestIdAndDryRun(MethodDescriptor method) {
        var fields = method.getInputType().getFields().stream().map(FieldDescriptor::getName).toList();
        if (changes(method)) {
            assertThat(fields).contains("request_id", "validate_only");
        } else {
            assertThat(method.getOptions().getIdempotencyLevel()).isEqualTo(IdempotencyLevel.NO_SIDE_EFFECTS);
            assertThat(fields).doesNotContain("request_id", "validate_only");
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.Reason.class)
    void refusalsKeepTheirNameInTheApi(Refusal.Reason reason) {
        var internal = List.of(Refusal.Reason.STALE, Refusal.Reason.NOT_INITIALIZED);
        if (!internal.contains(reason)) {
            assertThat(Statuses.reasonOf(reason)).isEqualTo(ErrorReason.valueOf("ERROR_REASON_" + reason.name()));
        }
    }

    /// Comments of the reasons begin with their code; programs are written from them.
    @ParameterizedTest
    @EnumSource(value = ErrorReason.class, names = {"ERROR_REASON_UNSPECIFIED",
            "UNRECOGNIZED"}, mode = EnumSource.Mode.EXCLUDE)
    void everyReasonHasTheCodeThatItsDocumentationSays(ErrorReason reason) throws Exception {
        try (var in = ErrorReason.class.getResourceAsStream("/fci/v1/descriptors.pb")) {
            var set = com.google.protobuf.DescriptorProtos.FileDescriptorSet.parseFrom(in);
            var file = set.getFileList().stream().filter(f -> f.getName().endsWith("errors.proto")).findFirst()
                    .orElseThrow();
            int index = ErrorReason.getDescriptor().getValues().indexOf(reason.getValueDescriptor());
            var comment = file.getSourceCodeInfo().getLocationList().stream()
                    .filter(l -> l.getPathList().equals(List.of(5, 0, 2, index)))
                    .findFirst().orElseThrow().getLeadingComments().strip();
            assertThat(comment).startsWith(Statuses.codeOf(reason).name());
        }
    }
}
