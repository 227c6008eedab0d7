package io.fci.agent;

import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import io.fci.hands.GuardEvents;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Tells the ends of processes to an [Ending] and ignores all other news.
record Exits(Ending ending) implements GuardEvents {
    @Override
    public void exited(String group, long epoch, String resource, long pid, int status, int signal) {
        ending.exited(pid, "process " + pid + " ended with status " + status + ", signal " + signal);
    }

    @Override
    public void welcome(UUID guard, Profile profile, boolean realTime, boolean demoLoopback, List<String> concerns) {}

    @Override
    public void leaseHeld(long k) {}

    @Override
    public void leaseLost(long k, String why) {}

    @Override
    public void tornDown(long k, String why, List<Step> steps) {}

    @Override
    public void reach(boolean majority, List<String> unanswered) {}

    @Override
    public void addressLost(String group, long epoch, String resource, InetAddress address) {}

    @Override
    public void silent(String acceptor, long a, String node, long k, Duration age) {}

    @Override
    public void attest(String acceptor, long a, String node, long k, Duration age) {}

    @Override
    public void heard(String acceptor, String node, long k) {}

    @Override
    public void dead(String node, long k) {}

    @Override
    public void quiet(Duration quiet) {}

    @Override
    public void superseded() {}

    @Override
    public void health(LeaseHealth health) {}

    @Override
    public void disconnected(String why) {}
}
