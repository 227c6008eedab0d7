package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// A client that does not know whether its request was done asks again, with the same request id.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class RetriedRequestIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = 3;

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
    void oneRequestIdAcrossTheDeathOfTheLeaderMakesOneGroupAndHasOneAnswer() {
        for (int round = 0; round < ROUNDS; round++) {
            lab.await("three nodes up", LIMIT,
                    s -> !s.leader().isEmpty() && s.nodes().stream().allMatch(Seen.Node::up));
            var group = "retried-" + round;
            var leader = lab.seen().leader();
            // Three callers at once, so that one of them is likely to be in flight when the leader dies.
            var callers = List.of(0, 1, 2).stream()
                    .map(i -> CompletableFuture.supplyAsync(() -> create(group), Thread::startVirtualThread)).toList();
            lab.kill(leader);
            var answers = callers.stream().map(CompletableFuture::join).map(this::groupOf).toList();
            assertThat(answers).as("answers to one request").allMatch(answers.getFirst()::equals);
            assertThat(groupOf(create(group))).as("the same again, much later").isEqualTo(answers.getFirst());
            assertThat(lab.seen().groups().stream().filter(g -> g.name().equals(group))).hasSize(1);
            var other = lab.fci("create", group + "-other", "--offline", "--request-id", "request-" + group);
            assertThat(other.code()).as(other.err()).isEqualTo(2);
            assertThat(other.err()).contains("request-" + group);
            lab.start(leader);
        }
    }

    private Answer create(String group) {
        return lab.fci("create", group, "--offline", "--ip",
                lab.plan.host(80 + group.charAt(group.length() - 1) - '0') + "/24", "--name",
                group + "." + lab.plan.zone(), "--process", "/bin/sleep 1000", "--request-id", "request-" + group, "-o",
                "json");
    }

    /// The group as it was stored, without what is only now.
    private JsonObject groupOf(Answer answer) {
        var json = answer.orFail().json();
        json.remove("status");
        return json;
    }
}
