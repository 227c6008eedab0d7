package io.fci.client;

import io.fci.v1.Event;
import io.fci.v1.HistoryServiceGrpc;
import io.fci.v1.ListEventsRequest;
import io.fci.v1.PageRequest;
import java.util.List;
import java.util.function.Consumer;

/// What happened: the last events, as the cluster remembers them.
public final class Events {
    /// More than a cluster remembers.
    private static final int PAGE = 1_000;

    private final Calls calls;

    Events(Calls calls) {
        this.calls = calls;
    }

    /// Newest first.
    public List<Event> list(Consumer<ListEventsRequest.Builder> settings) {
        var request = ListEventsRequest.newBuilder().setPage(PageRequest.newBuilder().setPageSize(PAGE));
        settings.accept(request);
        return calls.read(HistoryServiceGrpc.getListEventsMethod(), request.build()).getEventsList();
    }
}
