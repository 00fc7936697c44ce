package org.subaccounts.sending.message.accept;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One result per recipient, in the order of the request. */
public record CreateMessageResponse(String object, List<Result> data) {

    /** {@code queued} with an id, or {@code error} with a reason. */
    public record Result(
            String object,
            @Nullable String id,
            Recipient recipient,
            String status,
            @Nullable String error) {

        static Result queued(String id, Recipient recipient) {
            return new Result("message", id, recipient, "queued", null);
        }

        static Result error(Recipient recipient, String reason) {
            return new Result("message", null, recipient, "error", reason);
        }
    }

    /** The recipient as it was given; an absent name is the empty string. */
    public record Recipient(String email, String name) {}
}
