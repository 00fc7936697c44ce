package org.subaccounts.key.apikey.history;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.HistoryEntry;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.InternalOnly;

/**
 * {@code GET /internal/v1/accounts/{id}/history?limit=&after=&before=&key_id=}: the keys' part of an account's history.
 * {@code after} and {@code before} are ids of entries: older ones newest first, or newer ones oldest first. An account that
 * never had a key has an empty history.
 */
@Path("/internal/v1/accounts/{id}/history")
public class InternalHistoryResource {
    /** One more than the longest page of the API, to tell whether there is another. */
    private static final int MAX_LIMIT = 101;

    private final KeyHistory history;

    public InternalHistoryResource(KeyHistory history) {
        this.history = history;
    }

    @GET
    @InternalOnly
    public Uni<List<HistoryEntry>> read(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before,
            @QueryParam("key_id") @Nullable String keyId) {
        UUID olderThan = optional("after", after);
        UUID newerThan = optional("before", before);
        if (olderThan != null && newerThan != null) {
            throw Refusal.badRequest("after and before cannot be used together");
        }
        return history.read(Inputs.uuid("id", id), optional("key_id", keyId), limit(limit), olderThan, newerThan);
    }

    private static @Nullable UUID optional(String name, @Nullable String text) {
        return text == null || text.isEmpty() ? null : Inputs.uuid(name, text);
    }

    private static int limit(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return MAX_LIMIT;
        }
        int limit = text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.badRequest("limit must be a whole number from 1 to " + MAX_LIMIT);
        }
        return limit;
    }
}
