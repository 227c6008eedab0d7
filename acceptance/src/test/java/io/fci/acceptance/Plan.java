package io.fci.acceptance;

import java.util.ArrayList;
import java.util.List;

/// Which cluster to start: the options of `three-nodes up`, and the addresses that follow from them.
public record Plan(List<String> nodes, String net, String zone, boolean tls, List<String> options) {
    private static final int FIRST_HOST = 11;

    public static final Plan DEFAULT = new Plan(List.of("n1", "n2", "n3"), "10.77.0", "fci.test", false, List.of());

    public static Plan of(List<String> nodes, String net, String zone, boolean tls) {
        var options = new ArrayList<>(
                List.of("--names", String.join(",", nodes), "--net", net + ".0/24", "--zone", zone));
        if (tls) {
            options.add("--tls");
        }
        return new Plan(nodes, net, zone, tls, options);
    }

    /// With other times for its leases than the lab's.
    public Plan withProfile(String profile) {
        var more = new ArrayList<>(options);
        more.addAll(List.of("--profile", profile));
        return new Plan(nodes, net, zone, tls, more);
    }

    /// The node's own address.
    public String address(String node) {
        return host(FIRST_HOST + nodes.indexOf(node));
    }

    public String host(int number) {
        return net + "." + number;
    }

    public List<String> addresses() {
        return nodes.stream().map(this::address).toList();
    }

    public List<String> others(String node) {
        return nodes.stream().filter(n -> !n.equals(node)).toList();
    }
}
