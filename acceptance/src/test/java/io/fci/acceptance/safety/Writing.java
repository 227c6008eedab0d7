package io.fci.acceptance.safety;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fci.acceptance.Lab;
import io.fci.acceptance.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A [LabClient] at work.
record Writing(Tool tool) implements AutoCloseable {
    /// @param host number of the address of the group, which nobody else may have
    /// @param at the nodes that are asked to write
    /// @param readAt the nodes, at most one, that are asked to read
    static Writing into(Lab lab, String group, int host, List<String> at, List<String> readAt) {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx96m",
                "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"),
                LabClient.class.getName(), group, group + "." + lab.plan.zone(), lab.plan.host(host) + "/24",
                endpoints(lab, at)));
        readAt.forEach(node -> command.add(endpoints(lab, List.of(node))));
        var tool = Tool.start(lab.inNamespace("client", command.toArray(String[]::new)));
        try {
            var said = tool.line();
            if (!said.equals("writing")) {
                throw new AssertionError("the client says " + said);
            }
            return new Writing(tool);
        } catch (Throwable e) {
            tool.close();
            throw e;
        }
    }

    private static String endpoints(Lab lab, List<String> nodes) {
        return nodes.stream().map(node -> lab.plan.address(node) + ":7400").collect(Collectors.joining(","));
    }

    JsonObject end() {
        return JsonParser.parseString(tool.end().getLast()).getAsJsonObject();
    }

    @Override
    public void close() {
        tool.close();
    }
}
