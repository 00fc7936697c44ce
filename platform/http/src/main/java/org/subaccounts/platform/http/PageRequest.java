package org.subaccounts.platform.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a list request asks for: {@code limit} (1–100, default 100) and at most one cursor. Lists are ordered by UUIDv7,
 * newest first, so the id alone is the position. A cursor is bound to the list and the account it came from.
 *
 * @param after the id after whose position the page starts (older)
 * @param before the id just before whose position the page ends (newer)
 */
public record PageRequest(
        String list,
        UUID account,
        int limit,
        @Nullable UUID after,
        @Nullable UUID before) {
    private static final int MAX_LIMIT = 100;

    /** Checks the query parameters; {@code list} names the list and its filters, to which cursors are bound. */
    public static PageRequest of(
            String list, UUID account, @Nullable String limit, @Nullable String after, @Nullable String before) {
        boolean hasAfter = after != null && !after.isEmpty();
        boolean hasBefore = before != null && !before.isEmpty();
        if (hasAfter && hasBefore) {
            throw Refusal.badRequest("after and before cannot be used together");
        }
        return new PageRequest(
                list,
                account,
                limit(limit),
                hasAfter ? position("after", after, list, account) : null,
                hasBefore ? position("before", before, list, account) : null);
    }

    private static int limit(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return MAX_LIMIT;
        }
        int limit;
        try {
            limit = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            limit = -1;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.badRequest("limit must be a whole number from 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    String cursor(UUID id) {
        String position = list + "|" + account + "|" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID position(String parameter, @Nullable String cursor, String list, UUID account) {
        String prefix = list + "|" + account + "|";
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(prefix)) {
                return UUID.fromString(text.substring(prefix.length()));
            }
        } catch (IllegalArgumentException e) {
            throw unknown(parameter);
        }
        throw unknown(parameter);
    }

    private static Refusal unknown(String parameter) {
        return Refusal.badRequest(parameter + " is not a cursor of this list");
    }
}
