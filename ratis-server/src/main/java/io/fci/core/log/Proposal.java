package io.fci.core.log;

import java.util.Optional;

/// A command with who asks for it.
///
/// @param request set by clients, so that a retried request gets its first answer
/// @param principal who asks; empty: the cluster itself
public record Proposal(Optional<Request> request, String principal, Command command) {
    /// @param id chosen by the client, unique per request
    /// @param digest of the request's content: the same id with other content is a mistake
    public record Request(String id, String digest) {}

    /// A proposal of the cluster's own parts.
    public static Proposal of(Command command) {
        return new Proposal(Optional.empty(), "", command);
    }
}
