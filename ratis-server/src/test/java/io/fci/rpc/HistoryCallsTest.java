package io.fci.rpc;

import static io.fci.rpc.TestNode.instance;
import static io.fci.rpc.TestNode.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.NodeName;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.Event;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.HistoryServiceGrpc;
import io.fci.v1.ListEventsRequest;
import io.fci.v1.PageRequest;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happened, as callers of the API read it.
class HistoryCallsTest {
    private TestNode node;
    private HistoryServiceGrpc.HistoryServiceBlockingStub history;

    @BeforeEach
    void start() throws StartFailed {
        node = new TestNode();
        history = HistoryServiceGrpc.newBlockingStub(node.channel);
        var groups = GroupServiceGrpc.newBlockingStub(node.channel);
        groups.createGroup(CreateGroupRequest.newBuilder().setGroup(instance("orders", 50)).build());
        groups.createGroup(CreateGroupRequest.newBuilder().setGroup(instance("billing", 51)).build());
        var n1 = new NodeName("n1");
        node.decide(new Command.NodeLost(n1, node.journal.state().node(n1).orElseThrow().life().last(),
                new Evidence.Dead("its daemon went away")));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private List<Event> events(ListEventsRequest.Builder request) {
        return history.listEvents(request.build()).getEventsList();
    }

    @Test
    void theNewestComeFirstAndEachNamesWhatCausedIt() {
        var all = events(ListEventsRequest.newBuilder());
        assertThat(all).extracting(Event::getName).isSortedAccordingTo((a, b) -> b.compareTo(a))
                .doesNotHaveDuplicates();
        var lost = all.stream().filter(e -> e.getReason().equals("NODE_LOST")).findFirst().orElseThrow();
        assertThat(lost.getCause()).isEmpty();
        assertThat(all).filteredOn(e -> e.getRevision() == lost.getRevision() && !e.equals(lost)).isNotEmpty()
                .extracting(Event::getCause).containsOnly(lost.getName());
    }

    @Test
    void aSubjectIsWhatItIsAboutOrWhereItWasSeen() {
        assertThat(events(ListEventsRequest.newBuilder().addSubjects("groups/orders"))).isNotEmpty()
                .allMatch(e -> e.getSubject().startsWith("groups/orders"));
        assertThat(events(ListEventsRequest.newBuilder().addSubjects("nodes/n1"))).extracting(Event::getReason)
                .contains("NODE_UP", "NODE_LOST");
        assertThat(events(ListEventsRequest.newBuilder().setMinSeverity(Event.Severity.SEVERITY_ERROR)))
                .extracting(Event::getReason).containsOnly("NODE_LOST");
        assertThat(events(ListEventsRequest.newBuilder().setSince(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))))
                .isEmpty();
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        var all = events(ListEventsRequest.newBuilder());
        var read = new ArrayList<Event>();
        var token = "";
        do {
            var page = history.listEvents(ListEventsRequest.newBuilder()
                    .setPage(PageRequest.newBuilder().setPageSize(2).setPageToken(token)).build());
            read.addAll(page.getEventsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(read).isEqualTo(all);
        var bad = ListEventsRequest.newBuilder().setPage(PageRequest.newBuilder().setPageToken("x")).build();
        assertThat(reason(catchThrowableOfType(StatusRuntimeException.class, () -> history.listEvents(bad))))
                .isEqualTo("INVALID_FIELD");
    }
}
