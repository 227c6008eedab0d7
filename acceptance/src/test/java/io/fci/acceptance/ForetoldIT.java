package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// What the cluster says beforehand, does, and tells afterwards, is one story: on real daemons.
@TestInstance(Lifecycle.PER_CLASS)
class ForetoldIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofSeconds(60);

    private Lab lab;

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.DEFAULT);
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void whatIsSimulatedHappensAndIsToldAfterwards() {
        var home = lab.plan.nodes().getFirst();
        var sql = Instance.create(lab, "sql", 51, List.of(), "--preferred", home, "--failback", "never");
        var web = Instance.create(lab, "web", 52, List.of(), "--preferred", home, "--apart", "load");
        var log = Instance.create(lab, "log", 53, List.of(), "--apart", "load");
        List.of(sql, web, log).forEach(Instance::answers);
        assertThat(sql.online().owner()).isEqualTo(home);

        var explained = lab.fci("explain", "sql").orFail().out();
        assertThat(explained).contains("sql is online on " + home).contains(lab.plan.nodes());
        var foretold = moves(lab.fci("simulate", "--kill", home, "-o", "json").orFail().out());
        assertThat(foretold).containsKeys("sql", "web").doesNotContainKey("log");
        assertThat(sql.online().owner()).as("it was only simulated").isEqualTo(home);

        long epoch = sql.online().epoch();
        lab.kill(home);
        assertThat(sql.onlineAfter(epoch, SOON).owner()).isEqualTo(foretold.get("sql"));
        lab.await("web is where it was foretold", SOON,
                s -> s.group("web").orElseThrow().owner().equals(foretold.get("web")));
        assertThat(lab.fci("explain", "sql").orFail().out()).contains("sql is online on " + foretold.get("sql"), home
                + " was lost: not heard for", home + "  is down");
        var told = lab.fci("history", "sql").orFail().out();
        assertThat(told).contains("group sql starts on " + foretold.get("sql"),
                "failover sql " + home + " -> " + foretold.get("sql") + " succeeded, outage ", "detect " + home);
        assertThat(lab.fci("history", "nodes/" + home).orFail().out()).contains("node " + home + " is lost");

        lab.start(home);
        lab.await("all nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
        var drained = lab.fci("drain", foretold.get("sql"), "-c", "new disk").orFail().out();
        assertThat(drained).contains(foretold.get("sql") + " is drained: ");
        assertThat(lab.fci("status").orFail().out()).contains("up, drained", "new disk");
        assertThat(sql.online().owner()).isNotEqualTo(foretold.get("sql"));
        assertThat(lab.fci("move", "sql", foretold.get("sql")).code()).as("nothing goes to a drained node")
                .isEqualTo(5);
        lab.fci("resume", foretold.get("sql"), "--failback").orFail();
        lab.await("sql is back", SOON, s -> s.group("sql").orElseThrow().owner().equals(foretold.get("sql")));
    }

    private static TreeMap<String, String> moves(String json) {
        var plan = JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("plan");
        var moves = new TreeMap<String, String>();
        for (JsonElement each : plan.getAsJsonArray("moves")) {
            JsonObject move = each.getAsJsonObject();
            moves.put(shortName(move, "group"), shortName(move, "toNode"));
        }
        return moves;
    }

    private static String shortName(JsonObject move, String field) {
        return move.get(field).getAsString().replaceFirst(".*/", "");
    }
}
