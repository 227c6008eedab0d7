package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A failover cluster instance whose service keeps a diary, and what a client of it sees.
public record Instance(Lab lab, String group, String address, int port) {
    private static final Duration START = Duration.ofSeconds(30);

    /// Who answered a call: the service says so itself.
    public record Caller(String node, long epoch, long pid) {
        public static Caller of(String text) {
            var words = text.split(" ");
            return new Caller(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
        }
    }

    /// Created with the one command, and answering when this returns.
    public static Instance create(Lab lab, String group, int host, String... more) {
        return create(lab, group, host, List.of(), more);
    }

    /// @param service more arguments of the service
    /// @param more more arguments of `fci create`
    public static Instance create(Lab lab, String group, int host, List<String> service, String... more) {
        var instance = new Instance(lab, group, lab.plan.host(host), 8080);
        var command = new ArrayList<>(
                List.of("create", group, "--ip", instance.address + "/24", "--name", instance.name(),
                        "--process", instance.command(service)));
        command.addAll(Arrays.asList(more));
        lab.fci(command.toArray(String[]::new)).orFail();
        return instance;
    }

    public String name() {
        return group + "." + lab.plan.zone();
    }

    public String command(List<String> more) {
        return String
                .join(" ", Tool.python(), lab.file("service.py").toString(), lab.file("diary").toString(), "" + port,
                        String.join(" ", more))
                .strip();
    }

    public Diary diary() {
        return Diary.read(lab.file("diary")).of(group);
    }

    public Seen.Group seen() {
        return lab.group(group);
    }

    public Seen.Group online() {
        return lab.await(group + " is online", START, s -> s.online(group)).group(group).orElseThrow();
    }

    /// Online with a later epoch than this one.
    public Seen.Group onlineAfter(long epoch, Duration limit) {
        return lab.await(group + " is online with an epoch above " + epoch, limit,
                s -> s.group(group).filter(g -> g.online() && g.epoch() > epoch).isPresent()).group(group)
                .orElseThrow();
    }

    /// One client, once: the name, then the address, then the service.
    public Optional<Caller> call() {
        var ran = lab.onClient(Tool.python(), lab.bring("client.py").toString(), name(), "" + port,
                String.join(",", lab.plan.addresses()), "once");
        if (ran.code() != 0) {
            return Optional.empty();
        }
        var json = JsonParser.parseString(ran.out()).getAsJsonObject();
        assertThat(json.get("address").getAsString()).isEqualTo(address);
        return Optional.of(Caller.of(json.get("answer").getAsString()));
    }

    public Caller answers() {
        return eventually(name() + " answers", START, this::call, Optional::isPresent).orElseThrow();
    }

    /// The hardware address that the client's machine has for the instance.
    public String neighbour() {
        var ran = lab.onClient("ip", "neigh", "show", address).orFail();
        var words = List.of(ran.out().strip().split("\\s+"));
        int at = words.indexOf("lladdr");
        return at < 0 ? "" : words.get(at + 1);
    }

    /// A client that calls again and again.
    public Calls calls() {
        return new Calls(Tool
                .start(lab.inNamespace("client", Tool.python(), lab.bring("client.py").toString(), name(), "" + port,
                        String.join(",", lab.plan.addresses()), "watch")));
    }

    /// @param tool the client; its first line is its first answer
    public record Calls(Tool tool) implements AutoCloseable {
        /// One change of who answers.
        ///
        /// @param gapMillis since the last answer of whoever answered before
        public record Change(long ns, Optional<Caller> caller, double gapMillis) {}

        public Change next() {
            return change(JsonParser.parseString(tool.line()).getAsJsonObject());
        }

        /// Ends the client; what changed since the last look, and then, without a caller, the end.
        public List<Change> end() {
            return tool.end().stream().map(line -> change(JsonParser.parseString(line).getAsJsonObject())).toList();
        }

        private static Change change(JsonObject json) {
            var answer = json.get("answer");
            return new Change(json.get("ns").getAsLong(),
                    answer.isJsonNull() ? Optional.empty() : Optional.of(Caller.of(answer.getAsString())),
                    json.get("gap_ms").getAsDouble());
        }

        @Override
        public void close() {
            tool.close();
        }
    }
}
