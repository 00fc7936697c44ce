package org.subaccounts.platform.security.readmodel;

import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.ReadModelState;

/** How the last rebuild of a read model went or goes. */
@Schema(name = "ReadModel")
public record ReadModelView(
        @Schema(enumeration = "read_model") String object,
        String name,

        @Schema(
                enumeration = {"none", "running", "done", "failed"},
                description = "How the last rebuild went or goes; none if there was no rebuild yet.")
        String state,

        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Schema(description = "Events replayed up to now.") long events,

        @Schema(description = "Rows of the rebuilt tables just before they replaced the old ones.") @Nullable Long rows,

        @Schema(description = "Why the rebuild failed; the read model is as it was before.") @Nullable String error) {

    static ReadModelView of(ReadModelState state) {
        return new ReadModelView(
                "read_model",
                state.name(),
                state.status().name().toLowerCase(Locale.ROOT),
                state.startedAt(),
                state.finishedAt(),
                state.events(),
                state.rows(),
                state.error());
    }
}
