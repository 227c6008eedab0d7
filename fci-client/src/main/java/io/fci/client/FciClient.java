package io.fci.client;

import io.fci.v1.ConfigServiceGrpc;
import io.fci.v1.Incident;
import io.fci.v1.SimulateRequest;
import io.fci.v1.SimulateResponse;
import io.fci.v1.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A cluster, as its users see it. One instance serves any number of threads; calls block, so use virtual threads where
/// there are many. Any node serves any call, so one reachable endpoint is enough.
public final class FciClient implements AutoCloseable {
    private final Channels channels;
    private final Cluster cluster;
    private final Calls calls;
    private final Builder settings;

    private FciClient(Builder settings) {
        this.settings = settings;
        channels = new Channels(settings.endpoints, settings.tls);
        cluster = new Cluster(settings.clusterId);
        calls = new Calls(channels, cluster, settings.budget, settings.perAttempt);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Groups groups() {
        return new Groups(calls, operations());
    }

    public Nodes nodes() {
        return new Nodes(calls, operations());
    }

    public Instances instances() {
        return new Instances(calls);
    }

    public Resources resources() {
        return new Resources(calls, operations());
    }

    /// Maintenance and locks.
    public Holds holds() {
        return new Holds(calls);
    }

    /// What would happen if these happened together; nothing is changed.
    public SimulateResponse simulate(List<Incident> incidents) {
        return calls.read(ConfigServiceGrpc.getSimulateMethod(),
                SimulateRequest.newBuilder().addAllIncidents(incidents).build());
    }

    /// What happened.
    public Events events() {
        return new Events(calls);
    }

    public Operations operations() {
        return new Operations(calls, this::watch);
    }

    /// Follows changes; see [Watch]. Nothing is sent before the first event is asked for.
    public Watch watch(WatchRequest request) {
        return new Watch(channels, cluster, request, settings.perAttempt);
    }

    @Override
    public void close() {
        channels.close();
    }

    /// Settings of a client. Endpoints, and one of [#tls] and [#plaintext], must be given: talking unprotected must be
    /// somebody's decision.
    public static final class Builder {
        private List<Endpoint> endpoints = List.of();
        private Optional<Tls> tls = Optional.empty();
        private boolean plaintext;
        private Duration budget = Duration.ofSeconds(10);
        private Duration perAttempt = Duration.ofSeconds(2);
        private Optional<String> clusterId = Optional.empty();

        private Builder() {}

        /// host:port each, the preferred one first; an IPv6 address in brackets; port 7400 when none is given.
        public Builder endpoints(String... hostsAndPorts) {
            endpoints = Stream.of(hostsAndPorts).map(Endpoint::parse).toList();
            return this;
        }

        public Builder tls(Tls files) {
            tls = Optional.of(files);
            return this;
        }

        /// PEM files: the authority's certificates, the caller's certificate and its key.
        public Builder tls(Path ca, Path certificate, Path key) {
            return tls(new Tls(ca, certificate, key));
        }

        /// Anybody on the path can read and change what is said.
        public Builder plaintext() {
            plaintext = true;
            return this;
        }

        /// How long one call may take in all, with its retries. Too short: an election of a leader (one or two seconds) is
        /// seen as a failure. Too long: callers wait for a cluster that has lost its majority.
        public Builder budget(Duration whole) {
            budget = positive("budget", whole);
            return this;
        }

        /// How long one node may take before another one is asked.
        public Builder attempt(Duration one) {
            perAttempt = positive("attempt", one);
            return this;
        }

        /// Refuse any other cluster, also at the first call.
        public Builder clusterId(String id) {
            clusterId = Optional.of(id);
            return this;
        }

        public FciClient build() {
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("no endpoint is given; give the host:port of one node or more");
            }
            if (tls.isPresent() == plaintext) {
                throw new IllegalArgumentException("give either the TLS files or plaintext, not "
                        + (plaintext ? "both" : "neither"));
            }
            return new FciClient(this);
        }

        private static Duration positive(String what, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("the " + what + " is " + value + "; give more than nothing");
            }
            return value;
        }
    }
}
