package io.fci.guard.testbed;

import io.fci.guard.linux.PacketSocket;
import io.fci.guard.linux.RouteNetlink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A client on another machine that asks an address over and over and says when it was answered: `tcp` for a byte from the
/// service, `wire` for the hardware address (ARP or neighbour discovery).
public final class Prober implements AutoCloseable {
    /// @param asked and @param answered by the clock of [System#nanoTime], which is one for all processes of a machine
    public record Attempt(long asked, long answered, boolean success) {}

    private final Process process;
    private final List<Attempt> attempts = new ArrayList<>();

    private Prober(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(this::read);
    }

    public static Prober start(ThreeGuards guards, String node, String how, String address, int everyMillis,
            int timeoutMillis) throws Exception {
        return new Prober(new ProcessBuilder("nsenter", "--net=/run/netns/" + guards.namespace(node), "--",
                ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Xmx32m", "--enable-native-access=ALL-UNNAMED", "-cp",
                Path.of("target/classes").toAbsolutePath() + ":" + Path.of("target/test-classes").toAbsolutePath(),
                Prober.class.getName(), how, address, Integer.toString(everyMillis),
                Integer.toString(timeoutMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    public List<Attempt> attempts() {
        synchronized (attempts) {
            return List.copyOf(attempts);
        }
    }

    /// When the last answer came; `Long.MIN_VALUE` if none did.
    public long lastAnswered() {
        return attempts().stream().filter(Attempt::success).mapToLong(Attempt::answered).max().orElse(Long.MIN_VALUE);
    }

    /// Waits until one that was asked after `nanos` was answered.
    public void awaitAnswerAfter(long nanos) throws Exception {
        Deadline.until("an answer", 15_000, () -> attempts().stream().anyMatch(a -> a.success() && a.asked() > nanos));
    }

    /// Waits until `count` were asked after `nanos` and ended, however.
    public void awaitAttemptsAfter(long nanos, int count) throws Exception {
        Deadline.until(count + " more attempts", 30_000,
                () -> attempts().stream().filter(a -> a.asked() > nanos).count() >= count);
    }

    private void read() {
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var words = line.split(" ");
                synchronized (attempts) {
                    attempts.add(new Attempt(Long.parseLong(words[0]), Long.parseLong(words[1]),
                            Boolean.parseBoolean(words[2])));
                }
            }
        } catch (IOException e) {
            // It was ended.
            return;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws Exception {
        var address = InetAddress.ofLiteral(args[1]);
        int timeout = Integer.parseInt(args[3]);
        long every = Long.parseLong(args[2]) * 1_000_000L;
        try (var wire = PacketSocket.forProbing(RouteNetlink.open().links().stream()
                .filter(link -> link.name().equals("eth0")).findFirst().orElseThrow(), address)) {
            for (long due = System.nanoTime();; due = Math.max(due + every, System.nanoTime())) {
                LockSupport.parkNanos(due - System.nanoTime());
                long asked = System.nanoTime();
                boolean success = args[0].equals("wire")
                        ? wire.claimant(address, 20).isPresent()
                        : served(address, timeout);
                System.out.println(asked + " " + System.nanoTime() + " " + success);
            }
        }
    }

    private static boolean served(InetAddress address, int timeoutMillis) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(address, ThreeGuards.SERVICE_PORT), timeoutMillis);
            return socket.getInputStream().read() == 'x';
        } catch (IOException e) {
            return false;
        }
    }
}
