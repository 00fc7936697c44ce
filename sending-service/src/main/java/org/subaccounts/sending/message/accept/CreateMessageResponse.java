package org.subaccounts.sending.message.accept;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One result per recipient, in the order of the request. */
@Schema(name = "CreateMessageResponse")
public record CreateMessageResponse(
        @Schema(enumeration = "list") String object, List<Result> data) {

    /** {@code queued} with an id, or {@code error} with a reason. */
    @Schema(name = "CreateSingleMessageResponse")
    public record Result(
            @Schema(enumeration = "message") String object,

            @Schema(description = "The Message-ID, angle brackets included; null: not accepted.") @Nullable String id,

            Recipient recipient,
            @Schema(enumeration = {"queued", "error"}) String status,

            @Schema(description = "Why it was not accepted; null: it was.") @Nullable String error) {

        static Result queued(String id, Recipient recipient) {
            return new Result("message", id, recipient, "queued", null);
        }

        static Result error(Recipient recipient, String reason) {
            return new Result("message", null, recipient, "error", reason);
        }
    }

    /** The recipient as it was given; an absent name is the empty string. */
    @Schema(name = "RecipientInResponse")
    public record Recipient(String email, String name) {}
}
