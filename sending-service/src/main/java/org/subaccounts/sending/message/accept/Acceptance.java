package org.subaccounts.sending.message.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.Mailbox;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;

/** The decision about each recipient: a message for every good one, an error for every bad one, in order. Pure. */
record Acceptance(List<Addressed> messages, CreateMessageResponse response) {

    /** One message to one recipient. */
    record Addressed(MessageId id, Mailbox recipient) {}

    static Acceptance of(List<Recipient> recipients, String senderDomain, Supplier<UUID> ids) {
        List<Addressed> messages = new ArrayList<>(recipients.size());
        List<CreateMessageResponse.Result> results = new ArrayList<>(recipients.size());
        for (Recipient recipient : recipients) {
            CreateMessageResponse.Recipient echo =
                    new CreateMessageResponse.Recipient(orEmpty(recipient.email()), orEmpty(recipient.name()));
            String name = AcceptRules.emptyToNull(recipient.name());
            Optional<EmailAddress> address = EmailAddress.parse(recipient.email());
            String problem = address.isEmpty() ? "email must be a valid e-mail address" : AcceptRules.nameProblem(name);
            if (problem != null) {
                results.add(CreateMessageResponse.Result.error(echo, problem));
                continue;
            }
            MessageId id = new MessageId(ids.get(), senderDomain);
            messages.add(new Addressed(id, new Mailbox(address.orElseThrow(), name)));
            results.add(CreateMessageResponse.Result.queued(id.toString(), echo));
        }
        return new Acceptance(List.copyOf(messages), new CreateMessageResponse("list", List.copyOf(results)));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
