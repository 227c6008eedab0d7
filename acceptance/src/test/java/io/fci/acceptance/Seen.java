package io.fci.acceptance;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cluster as `fci status -o json` shows it.
///
/// @param leader empty while nobody leads
public record Seen(String leader, List<Node> nodes, List<Group> groups) {
    public record Node(String name, String state, long incarnation, List<String> concerns) {
        public boolean up() {
            return state.equals("STATE_UP");
        }
    }

    public record Group(String name, String state, String owner, long epoch, String desired, String uid) {
        public boolean online() {
            return state.equals("STATE_ONLINE");
        }

        public boolean offline() {
            return state.equals("STATE_OFFLINE");
        }

        public static Group of(JsonObject json) {
            var status = json.getAsJsonObject("status");
            return new Group(text(json, "name"), text(status, "state"), text(status, "owner"),
                    Long.parseLong("0" + text(status, "ownerEpoch")),
                    text(json.getAsJsonObject("spec"), "desiredState"), text(json.getAsJsonObject("meta"), "uid"));
        }
    }

    public static Seen of(JsonObject json) {
        var nodes = new ArrayList<Node>();
        for (var element : json.getAsJsonArray("nodes")) {
            var status = element.getAsJsonObject().getAsJsonObject("status");
            nodes.add(new Node(text(element.getAsJsonObject(), "name"), text(status, "state"),
                    Long.parseLong("0" + text(status, "incarnation")), texts(status, "concerns")));
        }
        var groups = new ArrayList<Group>();
        json.getAsJsonArray("groups").forEach(element -> groups.add(Group.of(element.getAsJsonObject())));
        return new Seen(text(json.getAsJsonObject("cluster"), "leader"), nodes, groups);
    }

    public Optional<Group> group(String name) {
        return groups.stream().filter(g -> g.name().equals(name)).findFirst();
    }

    public Node node(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    public boolean online(String group) {
        return group(group).filter(Group::online).isPresent();
    }

    private static List<String> texts(JsonObject json, String key) {
        var texts = new ArrayList<String>();
        if (json.has(key)) {
            json.getAsJsonArray(key).forEach(element -> texts.add(element.getAsString()));
        }
        return texts;
    }

    /// Absent fields are how the JSON of the API says "empty".
    private static String text(JsonObject json, String key) {
        return json != null && json.has(key) ? json.get(key).getAsString() : "";
    }
}
