package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** When to begin and when to give up (RFC 3339); both may be left out. */
@Schema(name = "MessageSchedule")
public record MessageSchedule(
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(format = "date-time", description = "Not before this; in the future, at most 7 days ahead.")
        @Nullable String firstAttempt,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
                format = "date-time",
                description = "Dropped if not delivered by then; after the first attempt, at most 8 days ahead.")
        @Nullable String expires) {

    static MessageSchedule of(@Nullable Instant firstAttempt, @Nullable Instant expires) {
        return new MessageSchedule(text(firstAttempt), text(expires));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
