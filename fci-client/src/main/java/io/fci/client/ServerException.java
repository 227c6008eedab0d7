package io.fci.client;

/// A bug of the node that answered; its log has the details under the metadata's `correlation_id`. Thrown for reads only: of a
/// mutation the outcome is then not known, which is [MaybeDoneException].
public final class ServerException extends FciException {
    private static final long serialVersionUID = 1L;

    ServerException(Failure failure) {
        super(failure);
    }
}
