package io.fci.fence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Parameters with what their files hold. Nothing that was read here is ever told.
///
/// @param parameters as the agent gets them
/// @param hidden values that must not appear in anything that is told
record Secrets(Map<String, String> parameters, List<String> hidden) {
    private static final String FILE = "file:";
    private static final long MOST_BYTES = 4 << 10;

    static Secrets of(Map<String, String> configured) throws AgentFailed {
        var parameters = new TreeMap<String, String>();
        var hidden = new ArrayList<String>();
        for (var entry : configured.entrySet()) {
            if (entry.getValue().startsWith(FILE + "/")) {
                var value = firstLine(entry.getKey(), Path.of(entry.getValue().substring(FILE.length())));
                parameters.put(entry.getKey(), value);
                hidden.add(value);
            } else {
                parameters.put(entry.getKey(), entry.getValue());
            }
        }
        return new Secrets(parameters, hidden);
    }

    String hide(String text) {
        var shown = text;
        for (var secret : hidden) {
            shown = secret.isEmpty() ? shown : shown.replace(secret, "***");
        }
        return shown;
    }

    private static String firstLine(String key, Path file) throws AgentFailed {
        try {
            if (!Files.isRegularFile(file)) {
                throw new AgentFailed("its parameter " + key + " names the file " + file + ", which is not there");
            }
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new AgentFailed("its parameter " + key + " names the file " + file
                        + ", which everybody on this node can read; take that right away");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new AgentFailed("its parameter " + key + " names the file " + file + ", which has more than "
                        + MOST_BYTES + " bytes");
            }
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new AgentFailed("its parameter " + key + " names the file " + file
                    + ", which this node's daemon cannot read (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
