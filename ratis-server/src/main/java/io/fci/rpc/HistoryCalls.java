package io.fci.rpc;

import io.fci.codec.api.ApiNames;
import io.fci.codec.api.EventWriter;
import io.fci.codec.api.Times;
import io.fci.core.state.Event;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Names;
import io.fci.core.state.State;
import io.fci.v1.ErrorReason;
import io.fci.v1.HistoryServiceGrpc;
import io.fci.v1.ListEventsRequest;
import io.fci.v1.ListEventsResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// HistoryService: what happened, as every node remembers it.
final class HistoryCalls extends HistoryServiceGrpc.HistoryServiceImplBase {
    private static final int MOST_SUBJECTS = 100;

    private final Answers answers;
    private final Consensus consensus;

    HistoryCalls(Answers answers, Consensus consensus) {
        this.answers = answers;
        this.consensus = consensus;
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> caller) {
        answers.unary(caller, () -> {
            var subjects = subjects(request.getSubjectsList());
            var least = severity(request);
            long since = request.hasSince() ? Times.millis(request.getSince()) : 0;
            var state = consensus.read(request.getRead());
            var matching = newestFirst(state, request.getPage().getPageToken()).stream()
                    .filter(e -> about(e.getValue(), subjects))
                    .filter(e -> e.getValue().severity().compareTo(least) >= 0)
                    .filter(e -> e.getValue().wallMillis() >= since)
                    .toList();
            var page = Pages.of(request.getPage(), matching, e -> Long.toString(e.getKey()));
            var response = ListEventsResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setNextPageToken(page.nextToken());
            page.items().forEach(e -> response.addEvents(EventWriter.write(e.getValue())));
            return response.build();
        });
    }

    private static List<Map.Entry<Long, Event>> newestFirst(State state, String token) {
        if (!token.isEmpty() && !token.matches("[0-9]{1,18}")) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "page token '" + Names.abbreviate(token)
                    + "' was not given by this cluster", "field", "page.page_token");
        }
        var events = token.isEmpty() ? state.events() : state.events().headMap(Long.parseLong(token));
        return List.copyOf(new TreeMap<>(events).descendingMap().entrySet());
    }

    private static List<String> subjects(List<String> given) {
        if (given.size() > MOST_SUBJECTS) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD,
                    given.size() + " subjects are too many; the most is "
                            + MOST_SUBJECTS,
                    "field", "subjects");
        }
        return given.stream().map(subject -> switch (ApiNames.about("subjects", subject)) {
            case io.fci.core.state.Operation.About.OfGroup(var group) -> ApiNames.of(group);
            case io.fci.core.state.Operation.About.OfNode(var node) -> ApiNames.of(node);
        }).toList();
    }

    /// About it, about what is below it, or seen on it.
    private static boolean about(Event event, List<String> subjects) {
        return subjects.isEmpty() || subjects.stream().anyMatch(subject -> event.subject().equals(subject)
                || event.subject().startsWith(subject + "/")
                || event.node().map(ApiNames::of).filter(subject::equals).isPresent());
    }

    private static Severity severity(ListEventsRequest request) {
        return switch (request.getMinSeverity()) {
            case SEVERITY_UNSPECIFIED, SEVERITY_DEBUG, SEVERITY_INFO -> Severity.INFO;
            case SEVERITY_WARNING -> Severity.WARNING;
            case SEVERITY_ERROR -> Severity.ERROR;
            case SEVERITY_CRITICAL -> Severity.CRITICAL;
            case UNRECOGNIZED -> throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "min_severity has the value "
                    + request.getMinSeverityValue() + ", which this version does not know", "field", "min_severity");
        };
    }
}
