package io.fci.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Set;

/// Names as they are shown: "n1" for "nodes/n1". Only fields that hold names are touched: a process may well have an argument
/// "groups/x".
final class ShortNames {
    private static final Map<String, Set<String>> NAMES = Map.ofEntries(
            Map.entry("fci.v1.ResponseHeader", Set.of("node", "leader")),
            Map.entry("fci.v1.Group", Set.of("name")),
            Map.entry("fci.v1.Placement", Set.of("possible_nodes", "preferred_nodes")),
            Map.entry("fci.v1.GroupStatus", Set.of("owner", "operation", "standby_nodes")),
            Map.entry("fci.v1.Instance", Set.of("group", "owner")),
            Map.entry("fci.v1.ResourceStatus", Set.of("name")),
            Map.entry("fci.v1.Node", Set.of("name")),
            Map.entry("fci.v1.NodeStatus", Set.of("owned_groups")),
            Map.entry("fci.v1.Operation", Set.of("name", "targets", "superseded_by", "from_node", "to_node")),
            Map.entry("fci.v1.Step", Set.of("node")),
            Map.entry("fci.v1.Wait", Set.of("node")),
            Map.entry("fci.v1.FencingDevice", Set.of("run_on")),
            Map.entry("fci.v1.FencingDeviceStatus", Set.of("tested_by")));

    private ShortNames() {}

    /// The last part: of "groups/orders/resources/ip" it is "ip".
    static String of(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    @SuppressWarnings("unchecked")
    static <M extends Message> M in(M message) {
        return (M) shortened(message);
    }

    private static Message shortened(Message message) {
        var result = message.toBuilder();
        for (var entry : message.getAllFields().entrySet()) {
            var field = entry.getKey();
            if (field.isMapField()) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    result.setRepeatedField(field, i, value(field, message.getRepeatedField(field, i)));
                }
            } else {
                result.setField(field, value(field, entry.getValue()));
            }
        }
        return result.build();
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            return shortened((Message) value);
        }
        return isName(field.getContainingType(), field) ? of((String) value) : value;
    }

    private static boolean isName(Descriptor type, FieldDescriptor field) {
        return NAMES.getOrDefault(type.getFullName(), Set.of()).contains(field.getName());
    }
}
