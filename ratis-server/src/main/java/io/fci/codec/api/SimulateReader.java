package io.fci.codec.api;

import io.fci.core.Simulate.Incident;
import java.util.List;

/// What a request says could happen.
public final class SimulateReader {
    private static final int MOST_INCIDENTS = 100;

    private SimulateReader() {}

    public static List<Incident> incidents(List<io.fci.v1.Incident> given) {
        if (given.isEmpty() || given.size() > MOST_INCIDENTS) {
            throw Malformed.field("incidents", "give 1 to " + MOST_INCIDENTS + " things that could happen, not "
                    + given.size());
        }
        return given.stream().map(SimulateReader::incident).toList();
    }

    private static Incident incident(io.fci.v1.Incident given) {
        return switch (given.getIncidentCase()) {
            case NODE_LOST -> new Incident.NodeLost(ApiNames.node("incidents.node_lost", given.getNodeLost()));
            case NODE_DRAINED ->
                new Incident.NodeDrained(ApiNames.node("incidents.node_drained", given.getNodeDrained()));
            case NODE_RETURNED ->
                new Incident.NodeReturned(ApiNames.node("incidents.node_returned", given.getNodeReturned()));
            case RESOURCE_FAILURE -> failure(given.getResourceFailure().getResource());
            case INCIDENT_NOT_SET -> throw Malformed.field("incidents", "one of them does not say what happens");
        };
    }

    private static Incident failure(String name) {
        var full = ApiNames.resourceOfGroup("incidents.resource_failure.resource", name);
        return new Incident.ResourceFailed(full.group(), full.resource());
    }
}
