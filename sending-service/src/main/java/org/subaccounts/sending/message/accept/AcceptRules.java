package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.Mailbox;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Address;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Retention;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Tracking;

/** What a request may contain. Pure; every refusal is a 400 that names the field. */
final class AcceptRules {
    static final int MAX_RECIPIENTS = 100;
    static final int MAX_TAGS = 10;
    static final int MAX_TAG_LENGTH = 64;
    static final int MAX_SUBJECT_LENGTH = 998;
    static final int MAX_NAME_LENGTH = 255;
    static final int MAX_RETENTION_DAYS = 30;

    private AcceptRules() {}

    /** How long things are kept when the request does not say. */
    record DefaultRetention(int contentDays, int metadataDays) {}

    static AcceptedContent content(CreateMessageRequest request, DefaultRetention retention) {
        refuseUnsupported(request);
        recipients(request);
        String text = emptyToNull(request.textContent());
        String html = emptyToNull(request.htmlContent());
        if (text == null && html == null) {
            throw Refusal.badRequest("text_content or html_content is required");
        }
        Mailbox replyTo = request.replyTo() == null ? null : mailbox("reply_to", request.replyTo());
        Retention asked = request.retention();
        return new AcceptedContent(
                from(request),
                replyTo,
                subject(request.subject()),
                text,
                html,
                HeaderRules.check(request.headers(), replyTo != null),
                tags(request.tags()),
                days("retention.data", asked == null ? null : asked.data(), 0, retention.contentDays()),
                days("retention.metadata", asked == null ? null : asked.metadata(), 1, retention.metadataDays()));
    }

    static Mailbox from(CreateMessageRequest request) {
        return mailbox("from", request.from());
    }

    static List<Recipient> recipients(CreateMessageRequest request) {
        List<@Nullable Recipient> given = request.recipients();
        if (given == null || given.isEmpty() || given.size() > MAX_RECIPIENTS) {
            throw Refusal.badRequest("recipients must have 1 to " + MAX_RECIPIENTS + " entries");
        }
        List<Recipient> recipients = new ArrayList<>(given.size());
        for (Recipient recipient : given) {
            if (recipient == null) {
                throw Refusal.badRequest("recipients must not contain null");
            }
            if (isGiven(recipient.substitutions())) {
                throw unsupported("recipients.substitutions");
            }
            recipients.add(recipient);
        }
        return recipients;
    }

    private static void refuseUnsupported(CreateMessageRequest request) {
        if (isGiven(request.attachments())) {
            throw unsupported("attachments");
        }
        if (isGiven(request.substitutions())) {
            throw unsupported("substitutions");
        }
        if (isGiven(request.schedule())) {
            throw unsupported("schedule");
        }
        if (emptyToNull(request.ampContent()) != null) {
            throw unsupported("amp_content");
        }
        if (Boolean.TRUE.equals(request.sandbox())) {
            throw unsupported("sandbox");
        }
        if (request.sandboxResult() != null) {
            throw unsupported("sandbox_result");
        }
        Tracking tracking = request.tracking();
        if (tracking != null && (Boolean.TRUE.equals(tracking.open()) || Boolean.TRUE.equals(tracking.click()))) {
            throw unsupported("tracking");
        }
    }

    private static boolean isGiven(@Nullable JsonNode value) {
        return value != null && !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }

    private static Refusal unsupported(String field) {
        return Refusal.badRequest(field + " is not supported yet");
    }

    private static Mailbox mailbox(String field, @Nullable Address address) {
        if (address == null) {
            throw Refusal.badRequest(field + " is required");
        }
        EmailAddress email = EmailAddress.parse(address.email())
                .orElseThrow(() -> Refusal.badRequest(field + ".email must be a valid e-mail address"));
        String name = emptyToNull(address.name());
        String problem = nameProblem(name);
        if (problem != null) {
            throw Refusal.badRequest(field + "." + problem);
        }
        return new Mailbox(email, name);
    }

    /** Null if the name may be shown beside an address. */
    static @Nullable String nameProblem(@Nullable String name) {
        if (name == null) {
            return null;
        }
        if (name.length() > MAX_NAME_LENGTH) {
            return "name must be at most " + MAX_NAME_LENGTH + " characters long";
        }
        return name.chars().anyMatch(Character::isISOControl)
                ? "name must not contain line breaks or control characters"
                : null;
    }

    private static String subject(@Nullable String subject) {
        if (subject == null || subject.isBlank()) {
            throw Refusal.badRequest("subject is required and must not be blank");
        }
        if (subject.length() > MAX_SUBJECT_LENGTH) {
            throw Refusal.badRequest("subject must be at most " + MAX_SUBJECT_LENGTH + " characters long");
        }
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest("subject must not contain line breaks or control characters");
        }
        return subject.strip();
    }

    private static List<String> tags(@Nullable List<@Nullable String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > MAX_TAGS) {
            throw Refusal.badRequest("tags must have at most " + MAX_TAGS + " entries");
        }
        List<String> tags = new ArrayList<>(given.size());
        for (String tag : given) {
            if (tag == null
                    || tag.isBlank()
                    || tag.length() > MAX_TAG_LENGTH
                    || tag.chars().anyMatch(Character::isISOControl)) {
                throw Refusal.badRequest(
                        "tags must be texts of 1 to " + MAX_TAG_LENGTH + " characters without control characters");
            }
            tags.add(tag);
        }
        return tags;
    }

    private static int days(String field, @Nullable Integer days, int min, int unlessGiven) {
        if (days == null) {
            return unlessGiven;
        }
        if (days < min || days > MAX_RETENTION_DAYS) {
            throw Refusal.badRequest(field + " must be from " + min + " to " + MAX_RETENTION_DAYS);
        }
        return days;
    }

    static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
