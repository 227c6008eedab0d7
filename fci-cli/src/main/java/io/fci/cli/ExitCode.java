package io.fci.cli;

import io.fci.client.ConflictException;
import io.fci.client.DeniedException;
import io.fci.client.FciException;
import io.fci.client.InvalidException;
import io.fci.client.LimitException;
import io.fci.client.NotFoundException;
import io.fci.client.OperationFailedException;
import io.fci.client.PreconditionException;
import io.fci.client.ServerException;
import io.fci.client.UnavailableException;
import io.fci.client.WaitTimedOutException;

/// What scripts see. Stable: a number is never given another meaning.
enum ExitCode {
    OK(0), OTHER(1), USAGE(2), NOT_FOUND(3), CONFLICT(4), PRECONDITION(5), UNAVAILABLE(6), DENIED(7), WAIT_TIMED_OUT(
            8), OPERATION_FAILED(9);

    static final String HELP = """
            0 done; 1 something else failed; 2 the command or the request is wrong; 3 not found;
            4 conflict: exists already, changed meanwhile, an operation runs; 5 not possible in this state;
            6 no node could answer, or no majority; 7 not permitted;
            8 the wait is over but the operation goes on; 9 the operation failed""";

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(FciException e) {
        return switch (e) {
            case InvalidException invalid -> USAGE;
            case NotFoundException notFound -> NOT_FOUND;
            case ConflictException conflict -> CONFLICT;
            case PreconditionException precondition -> PRECONDITION;
            case UnavailableException unavailable -> UNAVAILABLE;
            case DeniedException denied -> DENIED;
            case WaitTimedOutException waiting -> WAIT_TIMED_OUT;
            case OperationFailedException failed -> OPERATION_FAILED;
            case LimitException limit -> OTHER;
            case ServerException bug -> OTHER;
        };
    }
}
