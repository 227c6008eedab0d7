package io.fci;

import io.fci.core.state.Teardown;
import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import io.fci.hands.GuardEvents;
import io.fci.lead.Helm;
import io.fci.lead.Timekeeper;
import io.fci.losses.Losses;
import io.fci.monitor.GuardVoice;
import io.fci.monitor.Monitor;
import io.fci.monitor.NodeLife;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands what the guard reports to those whom it concerns.
final class GuardNews implements GuardEvents {
    private static final Logger LOG = LoggerFactory.getLogger(GuardNews.class);

    private record Concerned(Monitor monitor, NodeLife life, Losses losses, Helm helm, Timekeeper timekeeper,
            GuardVoice voice) {}

    private volatile @Nullable Concerned concerned;
    private volatile Optional<LeaseHealth> health = Optional.empty();

    /// Before the link is started: they need the link themselves.
    void tell(Monitor monitor, NodeLife life, Losses losses, Helm helm, Timekeeper timekeeper, GuardVoice voice) {
        concerned = new Concerned(monitor, life, losses, helm, timekeeper, voice);
    }

    private Concerned concerned() {
        return Objects.requireNonNull(concerned, "the link was started before anybody was there to be told");
    }

    @Override
    public void welcome(UUID guard, Profile profile, boolean realTime, boolean demoLoopback, List<String> concerns) {
        LOG.info("connected to the guard, profile {}{}", profile.word(),
                concerns.isEmpty() ? "" : "; " + String.join("; ", concerns));
        concerned().life().welcome(guard, profile.word(), concerns);
    }

    @Override
    public void leaseHeld(long k) {
        concerned().monitor().leaseHeld(k);
    }

    @Override
    public void leaseLost(long k, String why) {
        LOG.warn("incarnation {} is over: {}", k, why);
        concerned().monitor().leaseLost();
        concerned().life().leaseLost(k);
    }

    @Override
    public void tornDown(long k, String why, List<Step> steps) {
        LOG.warn("everything of incarnation {} is stopped ({}): {}", k, why,
                steps.stream()
                        .map(s -> s.what() + " " + s.took().toNanos() / 1_000 + " us")
                        .collect(Collectors.joining(", ")));
        concerned().monitor().leaseLost();
        concerned().life()
                .tornDown(new Teardown(k, why, steps.stream()
                        .map(step -> new Teardown.Step(step.what(), step.took().toNanos() / 1_000))
                        .toList()));
    }

    @Override
    public void reach(boolean majority, List<String> unanswered) {
        concerned().life().reach(majority, unanswered);
    }

    @Override
    public void exited(String group, long epoch, String resource, long pid, int status, int signal) {
        var how = signal != 0 ? "was killed by signal " + signal : "exited with status " + status;
        concerned().monitor().exited(group, epoch, resource, pid, "process " + pid + " " + how);
    }

    @Override
    public void addressLost(String group, long epoch, String resource, InetAddress address) {
        concerned().monitor().addressLost(group, epoch, resource, address.getHostAddress());
    }

    @Override
    public void silent(String acceptor, long a, String node, long k, Duration age) {
        concerned().losses().silent(acceptor, a, node, k, age);
    }

    @Override
    public void attest(String acceptor, long a, String node, long k, Duration age) {
        concerned().losses().attest(acceptor, a, node, k, age);
    }

    @Override
    public void heard(String acceptor, String node, long k) {
        concerned().losses().heard(acceptor, node, k);
    }

    @Override
    public void dead(String node, long k) {
        concerned().losses().dead(node, k);
    }

    @Override
    public void quiet(Duration quiet) {
        concerned().helm().look(quiet);
        concerned().timekeeper().look();
        concerned().voice().look(quiet);
    }

    @Override
    public void superseded() {
        concerned().life().superseded();
    }

    @Override
    public void health(LeaseHealth newer) {
        health = Optional.of(newer);
        concerned().life().health(newer);
    }

    /// How this node's lease was kept about a second ago; empty: no guard is there to say.
    Optional<LeaseHealth> health() {
        return health;
    }

    @Override
    public void disconnected(String why) {
        LOG.warn("the connection to the guard ended: {}", why);
        health = Optional.empty();
        concerned().monitor().leaseLost();
        concerned().life().disconnected();
    }
}
