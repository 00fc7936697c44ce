package org.subaccounts.sending.message.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.Mailbox;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;

/**
 * A recipient as far as he was looked at: a mailbox that mail can go to, or the reason why none can. {@code subject}: as it is
 * rendered for him, null if it is what all get. Pure.
 */
record Candidate(
        Recipient given,
        @Nullable Mailbox mailbox,
        @Nullable Map<String, @Nullable Object> substitutions,
        @Nullable String subject,
        @Nullable String problem) {

    static List<Candidate> of(List<Recipient> recipients) {
        List<Candidate> candidates = new ArrayList<>(recipients.size());
        recipients.forEach(recipient -> candidates.add(of(recipient)));
        return candidates;
    }

    private static Candidate of(Recipient recipient) {
        String name = AcceptRules.emptyToNull(recipient.name());
        Optional<EmailAddress> address = EmailAddress.parse(recipient.email());
        String problem = address.isEmpty() ? "email must be a valid e-mail address" : AcceptRules.nameProblem(name);
        return new Candidate(
                recipient,
                problem == null ? new Mailbox(address.orElseThrow(), name) : null,
                AcceptRules.given(recipient.substitutions()),
                null,
                problem);
    }

    /** The same recipient, who gets nothing. */
    Candidate refused(String reason) {
        return new Candidate(given, null, null, null, reason);
    }

    Candidate with(@Nullable String rendered) {
        return new Candidate(given, mailbox, substitutions, rendered, problem);
    }

    Optional<Mailbox> good() {
        return Optional.ofNullable(mailbox);
    }
}
