package io.fci.acceptance.safety;

import com.google.gson.JsonParser;
import io.fci.acceptance.Instance;
import io.fci.acceptance.Lab;
import io.fci.acceptance.Measured;
import io.fci.acceptance.Places;
import io.fci.acceptance.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Everybody who watches during one case. Their recordings lie in the directory afterwards.
final class Witnesses implements AutoCloseable {
    private final Instance instance;
    private final Path directory;
    private final Map<String, String> nodesByHardwareAddress;
    private final long epoch;
    private final List<Tool> tools = new ArrayList<>();
    private final Tool prober;
    private final Tool wire;
    private final Tool machines;

    /// @param addresses of the instance
    /// @param nodesByHardwareAddress of all its possible owners
    Witnesses(Instance instance, List<String> addresses, Map<String, String> nodesByHardwareAddress, Path directory) {
        this.instance = instance;
        this.directory = directory;
        this.nodesByHardwareAddress = nodesByHardwareAddress;
        epoch = instance.seen().epoch();
        var lab = instance.lab();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            machines = start(machinesCommand(lab, addresses));
            var watch = new ArrayList<>(List.of(Tool.python(), lab.bring("wire.py").toString(), "eth0", file("wire"),
                    "" + instance.port(), String.join(",", addresses)));
            watch.addAll(nodesByHardwareAddress.keySet());
            wire = start(lab.inNamespace("client", watch.toArray(String[]::new)));
            prober = start(lab.inNamespace("client", Tool.python(), lab.bring("prober.py").toString(),
                    instance.address(), "" + instance.port(), file("answers")));
            tools.forEach(Tool::line);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private List<String> machinesCommand(Lab lab, List<String> addresses) {
        var command = new ArrayList<>(List.of(Tool.python(), lab.bring("machines.py").toString(), file("machines"),
                Places.ofNodes().toString(), instance.group(), Lab.directory().resolve("nodes").toString(),
                String.join(",", addresses)));
        lab.plan.nodes().forEach(node -> command.add(node + "=" + Lab.namespaceFile(node)));
        return command;
    }

    /// A witness that waits for its turn on a busy machine sees late.
    private Tool start(List<String> command) {
        var nice = new ArrayList<>(List.of("nice", "-n", "-10"));
        nice.addAll(command);
        var tool = Tool.start(nice);
        tools.add(tool);
        return tool;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /// The epoch of whoever answered the client last; empty when that is long ago.
    Optional<Long> answering() {
        try (var file = new RandomAccessFile(file("answers"), "r")) {
            long length = file.length();
            file.seek(Math.max(0, length - 20_000));
            var bytes = new byte[(int) (length - file.getFilePointer())];
            file.readFully(bytes);
            var text = new String(bytes, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(line -> line.split(" "))
                    .filter(words -> words.length == 5 && !words[0].isEmpty()).reduce((earlier, later) -> later)
                    .map(words -> Long.parseLong(words[3]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the watch.
    Recording end() {
        var asked = JsonParser.parseString(prober.end().getLast()).getAsJsonObject();
        var looked = JsonParser.parseString(machines.end().getLast()).getAsJsonObject();
        wire.end();
        Measured.value("witnesses", "client asked " + asked.get("asked") + " times, at most "
                + asked.get("late_ms").getAsDouble() + " ms apart; machines looked at " + looked.get("looks")
                + " times, at most " + looked.get("widest_ms").getAsDouble() + " ms apart");
        var recording = Recording.read(directory.resolve("answers"), directory.resolve("wire"),
                directory.resolve("machines"), nodesByHardwareAddress, instance.diary().since(epoch));
        keep(recording);
        return recording;
    }

    /// The diary is of all cases; what this one saw of it is kept beside the other recordings.
    private void keep(Recording recording) {
        try {
            Files.writeString(directory.resolve("processes"),
                    recording.spans().stream().filter(span -> span.witness() == Witness.PROCESS)
                            .map(s -> s.node() + " " + s.epoch() + " " + s.first() + " " + s.last())
                            .collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        tools.forEach(Tool::close);
    }
}
