package io.fci.hands;

import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Events as short texts, to wait for.
final class RecordedEvents implements GuardEvents {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private volatile Duration lately = Duration.ZERO;

    /// The next event within 10 s.
    String next() throws InterruptedException {
        var event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 10 s");
        }
        return event;
    }

    @Override
    public void welcome(UUID guard, Profile profile, boolean realTime, boolean demoLoopback, List<String> concerns) {
        events.add("welcome " + profile.word() + " " + concerns);
    }

    @Override
    public void leaseHeld(long k) {
        events.add("held " + k);
    }

    @Override
    public void leaseLost(long k, String why) {
        events.add("lost " + k + " " + why);
    }

    @Override
    public void tornDown(long k, String why, List<Step> steps) {
        events.add("torn down " + k + " " + steps);
    }

    @Override
    public void reach(boolean majority, List<String> unanswered) {
        events.add("reach " + majority + " " + unanswered);
    }

    @Override
    public void exited(String group, long epoch, String resource, long pid, int status, int signal) {
        events.add("exited " + group + "." + epoch + " " + resource + " " + status + " " + signal);
    }

    @Override
    public void addressLost(String group, long epoch, String resource, InetAddress address) {
        events.add("address lost " + address.getHostAddress());
    }

    @Override
    public void quiet(Duration quiet) {
        lately = quiet;
    }

    /// How long the guard has said nothing, as told last.
    Duration quiet() {
        return lately;
    }

    @Override
    public void silent(String acceptor, long a, String node, long k, Duration age) {
        events.add("silent " + acceptor + " " + a + " " + node + " " + k + " " + age.toMillis());
    }

    @Override
    public void attest(String acceptor, long a, String node, long k, Duration age) {
        events.add("attest " + acceptor + " " + a + " " + node + " " + k + " " + age.toMillis());
    }

    @Override
    public void heard(String acceptor, String node, long k) {
        events.add("heard " + acceptor + " " + node + " " + k);
    }

    @Override
    public void dead(String node, long k) {
        events.add("dead " + node + " " + k);
    }

    @Override
    public void superseded() {
        events.add("superseded");
    }

    @Override
    public void health(LeaseHealth health) {
        events.add("health " + health.k());
    }

    @Override
    public void disconnected(String why) {
        events.add("disconnected");
    }
}
