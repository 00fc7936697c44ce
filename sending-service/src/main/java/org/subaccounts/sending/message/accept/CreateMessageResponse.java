package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One result per recipient, in the order of the request. */
@Schema(name = "CreateMessageResponse")
public record CreateMessageResponse(
        @Schema(enumeration = "list") String object, List<Result> data) {

    /** Queued or scheduled, with an id; or an error, with its reason. */
    @Schema(name = "CreateSingleMessageResponse")
    public record Result(
            @Schema(enumeration = "message") String object,

            @Schema(description = "The Message-ID, angle brackets included; null: not accepted.") @Nullable String id,

            Recipient recipient,

            @Schema(enumeration = {"queued", "scheduled", "error"})
            String status,

            @Schema(description = "Why it was not accepted; null: it was.") @Nullable String error,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MessageSchedule schedule) {

        static Result accepted(String id, Recipient recipient, boolean scheduled, @Nullable MessageSchedule schedule) {
            return new Result("message", id, recipient, scheduled ? "scheduled" : "queued", null, schedule);
        }

        static Result error(Recipient recipient, String reason, @Nullable MessageSchedule schedule) {
            return new Result("message", null, recipient, "error", reason, schedule);
        }
    }

    /** The recipient as it was given; an absent name is the empty string. */
    @Schema(name = "RecipientInResponse")
    public record Recipient(
            String email,
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, @Nullable Object> substitutions) {}
}
