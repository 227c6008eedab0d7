package io.fci.rpc;

import io.fci.v1.ErrorReason;
import io.fci.v1.PageRequest;
import java.util.List;
import java.util.function.Function;

/// Listings in pages. The token is the last name of the page before, so it stays right when objects come and go.
final class Pages {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private Pages() {}

    /// @param nextToken empty: the last page
    record Page<T>(List<T> items, String nextToken) {}

    /// @param afterToken what is left after the token's item, in order
    static <T> Page<T> of(PageRequest request, List<T> afterToken, Function<T, String> token) {
        int size = request.getPageSize();
        if (size < 0 || size > MOST) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD,
                    "the page size is " + size + "; give 1 to " + MOST + ", or 0 for " + USUAL, "field",
                    "page.page_size");
        }
        int most = size == 0 ? USUAL : size;
        if (afterToken.size() <= most) {
            return new Page<>(afterToken, "");
        }
        var items = afterToken.subList(0, most);
        return new Page<>(items, token.apply(items.getLast()));
    }
}
