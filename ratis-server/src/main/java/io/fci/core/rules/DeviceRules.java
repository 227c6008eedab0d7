package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.LIMIT_EXCEEDED;
import static io.fci.core.log.Refusal.Reason.NODE_NOT_FOUND;

import io.fci.core.state.Fencing.Device;
import io.fci.core.state.Names;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What fencing devices must satisfy before they are stored. Whether the agent is there and knows its parameters can be
/// seen only on a node; here is what holds for any agent.
final class DeviceRules {
    static final int MAX_DEVICES = 16;
    static final int MAX_PARAMETERS = 64;
    static final int MAX_VALUE = 1_024;
    static final int MAX_LEVEL = 9;
    static final long LEAST_TIMEOUT = 1_000;
    static final long MOST_TIMEOUT = 600_000;

    private static final String FILE = "file:/";
    private static final Pattern AGENT = Pattern.compile("fence_[a-z0-9][a-z0-9_-]{0,56}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    /// Set for each run.
    private static final List<String> RESERVED = List.of("action", "nodename");

    private DeviceRules() {}

    static void check(State state, NodeName target, List<Device> devices) {
        if (devices.size() > MAX_DEVICES) {
            throw Refused.because(LIMIT_EXCEEDED, "node '" + target + "' has " + devices.size()
                    + " fencing devices; the most is " + MAX_DEVICES, "limit", Integer.toString(MAX_DEVICES));
        }
        var ids = new TreeSet<String>();
        int level = 1;
        for (var device : devices) {
            if (!Names.isLabel(device.id())) {
                throw invalid(Names.labelRule("device", device.id()));
            }
            if (!ids.add(device.id())) {
                throw invalid("node '" + target + "' has two fencing devices named '" + device.id()
                        + "'; names are unique within a node");
            }
            if (device.level() < level || device.level() > MAX_LEVEL) {
                throw invalid("fencing device '" + device.id() + "' is of level " + device.level()
                        + "; levels are 1 to " + MAX_LEVEL + ", and devices are listed in their order");
            }
            level = device.level();
            device(state, target, device);
        }
    }

    private static void device(State state, NodeName target, Device device) {
        if (!AGENT.matcher(device.agent()).matches()) {
            throw invalid("fencing device '" + device.id() + "' names the agent '" + Names.abbreviate(device.agent())
                    + "'; give the name of a fence agent without a path, like fence_ipmilan");
        }
        if (device.timeoutMillis() < LEAST_TIMEOUT || device.timeoutMillis() > MOST_TIMEOUT) {
            throw invalid("the timeout of fencing device '" + device.id() + "' is " + device.timeoutMillis()
                    + " ms; give " + LEAST_TIMEOUT / 1_000 + "s to " + MOST_TIMEOUT / 1_000 + "s");
        }
        var named = new TreeSet<NodeName>();
        for (var node : device.runOn()) {
            if (state.node(node).isEmpty()) {
                throw Refused.because(NODE_NOT_FOUND, "fencing device '" + device.id() + "' is to be run on node '"
                        + node + "', which does not exist (nodes: " + NodeRules.names(state) + ")", "name",
                        node.value());
            }
            if (node.equals(target)) {
                throw invalid("fencing device '" + device.id() + "' is to be run on '" + node
                        + "', the node it turns off; name others");
            }
            if (!named.add(node)) {
                throw invalid("fencing device '" + device.id() + "' names node '" + node + "' twice; name it once");
            }
        }
        if (device.parameters().size() > MAX_PARAMETERS) {
            throw invalid("fencing device '" + device.id() + "' has " + device.parameters().size()
                    + " parameters; the most is " + MAX_PARAMETERS);
        }
        device.parameters().forEach((key, value) -> parameter(device, key, value));
    }

    private static void parameter(Device device, String key, String value) {
        var what = "parameter '" + Names.abbreviate(key) + "' of fencing device '" + device.id() + "' ";
        if (!KEY.matcher(key).matches()) {
            throw invalid(what + "is not a name: use letters, digits, '_' and '-', beginning with a letter");
        }
        if (RESERVED.contains(key)) {
            throw invalid(what + "is set for each run; leave it out");
        }
        if (value.length() > MAX_VALUE) {
            throw invalid(what + "has " + value.length() + " characters; the most is " + MAX_VALUE);
        }
        // The agent reads lines: a value with a line break would be a second parameter.
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw invalid(what + "has a control character; leave it out");
        }
        if (isSecret(key) && !value.startsWith(FILE)) {
            throw invalid(what + "is a secret, and what is stored here is in every snapshot; put it into a file on the"
                    + " nodes that run the agent and give file:/path");
        }
    }

    /// By the names that agents use; the name of a script that prints a secret is none.
    private static boolean isSecret(String key) {
        var name = key.toLowerCase(Locale.ROOT);
        return !name.endsWith("_script") && (name.contains("passw") || name.contains("secret")
                || name.contains("token"));
    }

    private static Refused invalid(String message) {
        return Refused.because(INVALID_FIELD, message, "field", "spec.fencing_devices");
    }
}
