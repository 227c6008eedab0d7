package io.fci.acceptance;

import com.google.gson.JsonObject;
import io.fci.client.FailoverInstance;
import io.fci.client.FciClient;
import io.fci.client.FciException;
import io.fci.v1.CustomResource;
import io.fci.v1.DependencyClause;
import io.fci.v1.Group;
import io.fci.v1.NetworkName;
import io.fci.v1.Process;
import io.fci.v1.Resource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// A program of its own, run where a client runs: asks one node for what cannot be, in ways that the command line cannot ask, and prints a
/// JSON line for each answer. Arguments: host:port, a free address with the length of its network, and the zone.
final class BadRequests {
    private static final int FIVE_MEBIBYTES = 5 << 20;

    private BadRequests() {}

    public static void main(String[] arguments) {
        try (var client = FciClient.builder().endpoints(arguments[0]).plaintext().budget(Duration.ofSeconds(20))
                .build()) {
            requests(arguments[1], arguments[2]).forEach((what, group) -> System.out.println(ask(client, what, group)));
        }
    }

    private static JsonObject ask(FciClient client, String what, Group group) {
        var answer = new JsonObject();
        answer.addProperty("what", what);
        try {
            client.groups().create(group);
            answer.addProperty("type", "done");
        } catch (FciException e) {
            answer.addProperty("type", e.getClass().getSimpleName());
            answer.addProperty("reason", e.reason().name());
            answer.addProperty("message", e.getMessage());
        }
        return answer;
    }

    private static Map<String, Group> requests(String address, String zone) {
        var requests = new LinkedHashMap<String, Group>();
        requests.put("dependency cycle", instance(address, zone)
                .resource(process("first").addDependsOn(on("name")).addDependsOn(on("second")).build())
                .resource(process("second").addDependsOn(on("name")).addDependsOn(on("first")).build())
                .toGroup());
        requests.put("unknown dependency", instance(address, zone)
                .resource(process("server").addDependsOn(on("name")).addDependsOn(on("nowhere")).build())
                .toGroup());
        requests.put("unknown type", instance(address, zone)
                .resource(Resource.newBuilder().setId("disk")
                        .setCustom(CustomResource.newBuilder().setType("FloppyDisk")).build())
                .toGroup());
        requests.put("instance rule", instance(address, zone)
                .resource(process("server").addDependsOn(on("ip")).build())
                .toGroup());
        requests.put("name without an address", FailoverInstance.named("wrong")
                .resource(Resource.newBuilder().setId("name")
                        .setNetworkName(NetworkName.newBuilder().setFqdn("wrong." + zone)).build())
                .toGroup());
        requests.put("two resources of one name", instance(address, zone)
                .resource(process("server").build())
                .resource(process("server").build())
                .toGroup());
        requests.put("5 MiB", instance(address, zone).description("x".repeat(FIVE_MEBIBYTES)).toGroup());
        return requests;
    }

    private static FailoverInstance instance(String address, String zone) {
        return FailoverInstance.named("wrong").address(address).networkName("wrong." + zone);
    }

    private static Resource.Builder process(String id) {
        return Resource.newBuilder().setId(id)
                .setProcess(Process.newBuilder().addCommand("/bin/sleep").addCommand("1000"));
    }

    private static DependencyClause on(String resource) {
        return DependencyClause.newBuilder().addAnyOf(resource).build();
    }
}
