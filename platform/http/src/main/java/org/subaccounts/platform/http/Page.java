package org.subaccounts.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One page of a list, newest first. */
public record Page<T>(@Schema(enumeration = "list") String object, List<T> data, Pagination pagination) {

    /** Cursors are absent where there is nothing to fetch. */
    @Schema(name = "Pagination")
    public record Pagination(
            boolean hasMore,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String previousCursor) {}

    /**
     * Makes the answer of a list.
     *
     * @param rows up to {@code limit + 1} rows in the order of the query: newest first, or, for {@code before}, oldest
     *     first starting next to the cursor
     */
    public static <T> Page<T> of(PageRequest request, List<T> rows, Function<T, UUID> id) {
        boolean backwards = request.before() != null;
        boolean beyond = rows.size() > request.limit();
        List<T> page = beyond ? rows.subList(0, request.limit()) : rows;
        if (backwards) {
            page = page.reversed();
        }
        boolean hasMore = !page.isEmpty() && (backwards || beyond);
        boolean hasPrevious = backwards ? beyond : request.after() != null;
        String next = hasMore ? request.cursor(id.apply(page.getLast())) : null;
        String previous = hasPrevious && !page.isEmpty() ? request.cursor(id.apply(page.getFirst())) : null;
        return new Page<>("list", List.copyOf(page), new Pagination(hasMore, next, previous));
    }

    /**
     * A page that ends before it is full, because no more was looked through: it goes on at {@code lookedTo}, in the direction
     * of the request.
     */
    public static <T> Page<T> endedAt(PageRequest request, List<T> rows, Function<T, UUID> id, UUID lookedTo) {
        Page<T> page = of(request, rows, id);
        String end = request.cursor(lookedTo);
        Pagination known = page.pagination();
        Pagination pagination = request.before() == null
                ? new Pagination(true, end, known.previousCursor())
                : new Pagination(true, known.nextCursor() == null ? end : known.nextCursor(), end);
        return new Page<>(page.object(), page.data(), pagination);
    }
}
