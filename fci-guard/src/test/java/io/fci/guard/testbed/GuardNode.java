package io.fci.guard.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// One launcher with its guard, in a network namespace or not.
public final class GuardNode implements AutoCloseable {
    /// Of proc_pid_stat(5), counted from the field behind the command's name.
    private static final int STATE = 0;
    private static final int MEMORY = 20;

    private final Path home;
    private final Process launcher;

    private GuardNode(Path home, Process launcher) {
        this.home = home;
        this.launcher = launcher;
    }

    public static GuardNode start(Path home, Optional<String> namespace, UUID cluster, String clusterName, String node,
            String leaseAddress, String peers, Optional<Path> clusterKey, String profile, boolean demo)
            throws IOException {
        Files.createDirectories(home);
        var settings = home.resolve("guard.properties");
        Files.writeString(settings,
                """
                        cluster.id=%s
                        cluster.name=%s
                        node=%s
                        lease.address=%s
                        peers=%s
                        cluster.key=%s
                        profile=%s
                        self_fence=kill
                        run=%s
                        data=%s
                        demo_loopback=%s
                        """.formatted(cluster, clusterName, node, leaseAddress, peers,
                        clusterKey.map(Path::toString).orElse(""), profile, home.resolve("run"),
                        home.resolve("data"), demo));
        var command = new ArrayList<String>();
        namespace.ifPresent(name -> command.addAll(List.of("nsenter", "--net=/run/netns/" + name, "--")));
        command.addAll(List.of(Path.of("src/main/dist/fci-launcher").toAbsolutePath().toString(), "--settings",
                settings.toString(), ProcessHandle.current().info().command().orElseThrow(), "-Xms64m", "-Xmx64m",
                "-Xmn58m", "-XX:MaxTenuringThreshold=4",
                "-XX:+AlwaysPreTouch",
                "-XX:SurvivorRatio=30",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED"));
        // For measuring: -Dguard.options="-Xlog:gc"
        command.addAll(
                Shell.words(System.getProperty("guard.options", "")).stream().filter(o -> !o.isEmpty()).toList());
        command.addAll(List.of("-cp", Path.of("target/classes").toAbsolutePath().toString(), "io.fci.guard.Guard"));
        return new GuardNode(home, new ProcessBuilder(command).inheritIO().start());
    }

    public Path home() {
        return home;
    }

    public TestDaemon connect() throws Exception {
        return TestDaemon.connect(home.resolve("run/guard.sock"));
    }

    public long guardPid() throws IOException {
        return Long.parseLong(Files.readString(home.resolve("run/guard.pid")).strip());
    }

    public long launcherPid() {
        return launcher.pid();
    }

    /// A guard that is dying may still take a connection: who wants the next one waits for it here.
    public void awaitAnotherGuard(long old) throws Exception {
        Deadline.until("another guard after " + old, 10_000, () -> {
            var pid = Files.readString(home.resolve("run/guard.pid")).strip();
            return !pid.isEmpty() && !pid.equals(Long.toString(old));
        });
    }

    public String output(String group, String resource) throws IOException {
        return Files.readString(home.resolve("data/output").resolve(group).resolve(resource + ".log"));
    }

    @Override
    public void close() throws IOException {
        launcher.destroy();
        try {
            if (!launcher.waitFor(20, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
                throw new AssertionError("the launcher did not end within 20 s of TERM");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the process is in a cgroup of `group`. Until then it is the starter, which nothing needs to end: it finds its
    /// place gone and ends by itself, a moment after everything else.
    public static boolean joined(long pid, String group) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains("/" + group + ".");
    }

    /// Whether the process runs: it is there, no zombie, and has memory. One that is ending has left its cgroup, and has
    /// neither memory nor files any more, a moment before it is a zombie.
    public static boolean runs(long pid) throws IOException {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return !fields[STATE].equals("Z") && !fields[MEMORY].equals("0");
        } catch (IOException e) {
            return false;
        }
    }
}
