package io.fci.codec.api;

import io.fci.core.state.GroupName;
import io.fci.core.state.Names;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.ResourceName;
import java.util.Optional;

/// Names as the API writes them ("groups/orders", "nodes/n1", "operations/412") and as it takes them: long or short.
public final class ApiNames {
    private static final String GROUPS = "groups/";
    private static final String NODES = "nodes/";
    private static final String OPERATIONS = "operations/";

    private ApiNames() {}

    public static String of(GroupName group) {
        return GROUPS + group;
    }

    public static String of(NodeName node) {
        return NODES + node;
    }

    public static String of(GroupName group, ResourceName resource) {
        return GROUPS + group + "/resources/" + resource;
    }

    /// A resource and the group that it is in.
    public record FullName(GroupName group, ResourceName resource) {}

    /// "groups/orders/resources/ip".
    public static FullName resourceOfGroup(String field, String text) {
        var parts = text.split("/", -1);
        if (parts.length != 4 || !parts[0].equals("groups") || !parts[2].equals("resources")) {
            throw Malformed.field(field, "a resource is named as groups/GROUP/resources/RESOURCE, not '"
                    + Names.abbreviate(text) + "'");
        }
        return new FullName(group(field, parts[1]), resource(field, parts[3]));
    }

    public static String operation(long id) {
        return OPERATIONS + id;
    }

    public static GroupName group(String field, String text) {
        return new GroupName(label("group", field, shortened(GROUPS, text)));
    }

    public static NodeName node(String field, String text) {
        return new NodeName(label("node", field, shortened(NODES, text)));
    }

    /// A node by its long name only: short ones are those of groups.
    public static Operation.About about(String field, String text) {
        return text.startsWith(NODES)
                ? new Operation.About.OfNode(node(field, text))
                : new Operation.About.OfGroup(group(field, text));
    }

    /// Empty when the text is.
    public static Optional<NodeName> optionalNode(String field, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(node(field, text));
    }

    public static ResourceName resource(String field, String text) {
        return new ResourceName(label("resource", field, text));
    }

    public static long operation(String field, String text) {
        var id = shortened(OPERATIONS, text);
        if (!id.matches("[0-9]{1,18}")) {
            throw Malformed.field(field, "operation name '" + Names.abbreviate(text)
                    + "' is not valid: use a number, as in 'operations/412' or '412'");
        }
        return Long.parseLong(id);
    }

    private static String shortened(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String label(String what, String field, String text) {
        if (!Names.isLabel(text)) {
            throw Malformed.field(field, Names.labelRule(what, text));
        }
        return text;
    }
}
