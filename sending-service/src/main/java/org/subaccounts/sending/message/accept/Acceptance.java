package org.subaccounts.sending.message.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.Mailbox;
import org.subaccounts.sending.message.MessageId;

/** The decision about each recipient: a message for every good one, an error for every other, in order. Pure. */
record Acceptance(List<Addressed> messages, CreateMessageResponse response) {
    private static final String OVER_CAP = "the monthly credit of the account does not reach for this recipient";

    /** One message to one recipient. {@code subject}: null for what all get; {@code suppressed}: accepted, never attempted. */
    record Addressed(
            MessageId id,
            Mailbox recipient,
            @Nullable Map<String, @Nullable Object> substitutions,
            @Nullable String subject,
            boolean suppressed) {}

    /**
     * What is decided by.
     *
     * @param granted as many messages may be accepted; the first good recipients get them
     * @param suppressed normalized addresses that the account does not send to
     */
    record Terms(String senderDomain, AcceptedContent.Schedule schedule, long granted, Set<String> suppressed) {}

    static Acceptance of(List<Candidate> candidates, Terms terms, Supplier<UUID> ids) {
        List<Addressed> messages = new ArrayList<>(candidates.size());
        List<CreateMessageResponse.Result> results = new ArrayList<>(candidates.size());
        AcceptedContent.Schedule schedule = terms.schedule();
        MessageSchedule shown =
                schedule.isGiven() ? MessageSchedule.of(schedule.firstAttempt(), schedule.expires()) : null;
        for (Candidate candidate : candidates) {
            CreateMessageResponse.Recipient echo = echo(candidate);
            Mailbox mailbox = candidate.mailbox();
            if (mailbox == null || messages.size() >= terms.granted()) {
                String reason = candidate.problem() == null ? OVER_CAP : candidate.problem();
                results.add(CreateMessageResponse.Result.error(echo, reason, shown));
                continue;
            }
            MessageId id = new MessageId(ids.get(), terms.senderDomain());
            boolean suppressed =
                    terms.suppressed().contains(mailbox.address().normalized().toString());
            messages.add(new Addressed(id, mailbox, candidate.substitutions(), candidate.subject(), suppressed));
            results.add(
                    CreateMessageResponse.Result.accepted(id.toString(), echo, schedule.firstAttempt() != null, shown));
        }
        return new Acceptance(List.copyOf(messages), new CreateMessageResponse("list", List.copyOf(results)));
    }

    private static CreateMessageResponse.Recipient echo(Candidate candidate) {
        return new CreateMessageResponse.Recipient(
                orEmpty(candidate.given().email()),
                orEmpty(candidate.given().name()),
                candidate.given().substitutions());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
