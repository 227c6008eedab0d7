package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A cluster of real daemons, started and driven by the scripts that people use. One at a time on one machine. Test classes make one
/// before all tests and close it after them, also when it could not be started.
public final class Lab implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("fci.root"));
    private static final Path DIRECTORY = Path.of("/var/lib/fci-acceptance");
    private static final Duration SCRIPT = Duration.ofSeconds(150);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    public final Plan plan;

    private final Turn turn;

    private Lab(Plan plan, Turn turn) {
        this.plan = plan;
        this.turn = turn;
    }

    public static Lab up(Plan plan) {
        Root.needed();
        var lab = new Lab(plan, Turn.taken());
        try {
            if (Files.exists(DIRECTORY)) {
                // Of a run that was killed. Nothing else uses this directory.
                script("three-nodes", List.of("down")).orFail();
            }
            var up = new ArrayList<>(List.of("up"));
            up.addAll(plan.options());
            script("three-nodes", up).orFail();
            lab.bring("service.py");
            return lab;
        } catch (Throwable e) {
            lab.turn.close();
            throw e;
        }
    }

    /// What is left behind after this is a mistake that [Leftovers] finds.
    @Override
    public void close() {
        try (turn) {
            script("three-nodes", List.of("down")).orFail();
        }
    }

    // ---- the cluster's own words

    public Answer fci(String... arguments) {
        return Answer.of(script("fci", List.of(arguments)));
    }

    public Seen seen() {
        return Seen.of(fci("status", "-o", "json").orFail().json());
    }

    /// Looks until the cluster, as one node or another tells it, is as it should be. A cluster without a leader is a reason to look again.
    public Seen await(String what, Duration limit, Predicate<Seen> good) {
        var answer = eventually(what, limit, () -> fci("status", "-o", "json"),
                a -> a.code() == 0 && good.test(Seen.of(a.json())));
        return Seen.of(answer.json());
    }

    public Seen.Group group(String name) {
        return seen().group(name).orElseThrow(() -> new AssertionError("there is no group " + name));
    }

    // ---- what happens to machines

    public void kill(String node) {
        threeNodes("kill", node);
    }

    public void start(String node) {
        threeNodes("start", node);
    }

    public void partition(String node) {
        threeNodes("partition", node);
    }

    public void heal(String node) {
        threeNodes("heal", node);
    }

    public void pause(String... nodeAndWhat) {
        threeNodes("pause", nodeAndWhat);
    }

    public void resume(String node) {
        threeNodes("resume", node);
    }

    /// Whether it has not crashed.
    public boolean runs(String node) {
        return script("three-nodes", List.of("exec", node, "true")).code() == 0;
    }

    public Shell.Ran threeNodes(String command, String... arguments) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(Arrays.asList(arguments));
        return script("three-nodes", all).orFail();
    }

    // ---- inside

    public Shell.Ran onClient(String... command) {
        return Shell.run(Map.of(), COMMAND, inNamespace("client", command));
    }

    public Shell.Ran onNode(String node, String... command) {
        var all = new ArrayList<>(List.of("exec", node));
        all.addAll(Arrays.asList(command));
        return script("three-nodes", all);
    }

    public List<String> inNamespace(String node, String... command) {
        var all = new ArrayList<>(List.of("nsenter", "--net=" + namespaceFile(node), "--"));
        all.addAll(Arrays.asList(command));
        return all;
    }

    public static Path namespaceFile(String node) {
        return Path.of("/run/netns/fci-" + node);
    }

    /// The node's log: of its launcher, guard and daemon.
    public Path log(String node) {
        return DIRECTORY.resolve("nodes").resolve(node).resolve("log");
    }

    public Path nodeFile(String node) {
        return DIRECTORY.resolve("nodes").resolve(node).resolve("fci.yaml");
    }

    // ---- files that every machine of the lab sees

    public Path file(String name) {
        return DIRECTORY.resolve("acceptance").resolve(name);
    }

    public static Path directory() {
        return DIRECTORY;
    }

    public static Path program(String name) {
        return DIRECTORY.resolve("dist/bin").resolve(name);
    }

    /// One of the small programs beside these tests, readable for everybody.
    public Path bring(String resource) {
        var at = file(resource);
        try (var in = Lab.class.getResourceAsStream("/lab/" + resource)) {
            Files.createDirectories(at.getParent());
            Files.copy(in, at, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bring " + resource, e);
        }
        return at;
    }

    private static Shell.Ran script(String name, List<String> arguments) {
        var command = new ArrayList<>(List.of(ROOT.resolve("scripts").resolve(name).toString()));
        command.addAll(arguments);
        return Shell.run(Map.of("FCI_LAB_DIR", DIRECTORY.toString()), SCRIPT, command);
    }
}
