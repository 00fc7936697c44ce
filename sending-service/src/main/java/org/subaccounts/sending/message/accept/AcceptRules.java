package org.subaccounts.sending.message.accept;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.Mailbox;
import org.subaccounts.sending.message.accept.CreateMessageRequest.Recipient;

/** What a request may contain. Pure; every refusal is a 400 that names the field. */
final class AcceptRules {
    static final int MAX_RECIPIENTS = 100;
    static final int MAX_IN_CONVERSATION = 50;
    static final int MAX_TAGS = 10;
    static final int MAX_TAG_LENGTH = 64;
    static final int MAX_SUBJECT_LENGTH = 998;
    /** Of all texts of a message together, in UTF-8: 5 MiB. */
    static final int MAX_TEXT_BYTES = 5 * 1024 * 1024;

    static final int MAX_NAME_LENGTH = 255;
    static final int MAX_RETENTION_DAYS = 30;
    static final Duration LONGEST_UNTIL_FIRST_ATTEMPT = Duration.ofDays(7);
    static final Duration LONGEST_UNTIL_EXPIRY = Duration.ofDays(8);
    private static final String DELIVER = "deliver";
    private static final Set<String> SANDBOX_RESULTS = Set.of(DELIVER, "bounce", "defer", "fail", "suppress");

    private AcceptRules() {}

    static Mailbox from(@Nullable Address from) {
        return mailbox("from", from);
    }

    static AcceptedContent content(CreateMessageRequest request, Instant now) {
        return content(request.submission(), false, now);
    }

    static AcceptedContent content(CreateConversationMessageRequest request, Instant now) {
        return content(request.submission(), request.cc() == null, now);
    }

    private static AcceptedContent content(Submission given, boolean freeCc, Instant now) {
        Mailbox replyTo = given.replyTo() == null ? null : mailbox("reply_to", given.replyTo());
        Submission.Wishes wishes = given.wishes();
        return new AcceptedContent(
                from(given.from()),
                replyTo,
                subject(given.subject()),
                bodies(given.bodies()),
                AttachmentRules.check(given.attachments()),
                HeaderRules.check(given.headers(), new HeaderRules.Free(replyTo == null, freeCc)),
                given(given.substitutions()),
                tags(given.tags()),
                sandboxResult(wishes),
                options(wishes),
                schedule(wishes.schedule(), now));
    }

    static List<Recipient> recipients(CreateMessageRequest request) {
        List<@Nullable Recipient> given = request.recipients();
        if (given == null || given.isEmpty() || given.size() > MAX_RECIPIENTS) {
            throw Refusal.badRequest("recipients must have 1 to " + MAX_RECIPIENTS + " entries");
        }
        return withoutNull("recipients", given);
    }

    static Conversation conversation(CreateConversationMessageRequest request) {
        if (request.to() == null || request.to().isEmpty()) {
            throw Refusal.badRequest("to must have 1 to " + MAX_IN_CONVERSATION + " entries");
        }
        List<Address> to = withoutNull("to", request.to());
        List<Address> cc = request.cc() == null ? List.of() : withoutNull("cc", request.cc());
        List<Address> bcc = request.bcc() == null ? List.of() : withoutNull("bcc", request.bcc());
        if (to.size() + cc.size() + bcc.size() > MAX_IN_CONVERSATION) {
            throw Refusal.badRequest("to, cc and bcc must have at most " + MAX_IN_CONVERSATION + " entries together");
        }
        return new Conversation(to, cc, bcc);
    }

    private static <T> List<T> withoutNull(String field, List<@Nullable T> given) {
        List<T> present = new ArrayList<>(given.size());
        for (T one : given) {
            if (one == null) {
                throw Refusal.badRequest(field + " must not contain null");
            }
            present.add(one);
        }
        return present;
    }

    private static AcceptedContent.Bodies bodies(Submission.Bodies given) {
        AcceptedContent.Bodies bodies = new AcceptedContent.Bodies(
                body("text_content", given.text()),
                body("html_content", given.html()),
                body("amp_content", given.amp()));
        if (bodies.text() == null && bodies.html() == null) {
            throw Refusal.badRequest("text_content or html_content is required");
        }
        if (bodies.bytes() > MAX_TEXT_BYTES) {
            throw Refusal.badRequest("text_content, html_content and amp_content must have at most " + MAX_TEXT_BYTES
                    + " bytes together; larger texts can be attached as files");
        }
        return bodies;
    }

    private static @Nullable String body(String field, @Nullable String given) {
        String body = emptyToNull(given);
        if (body != null && body.indexOf('\0') >= 0) {
            throw Refusal.badRequest(field + " must not contain NUL characters");
        }
        return body == null ? null : Inputs.requireUnicode(field, body);
    }

    /** Null if there are none: then nothing is rendered. */
    static @Nullable Map<String, @Nullable Object> given(@Nullable Map<String, @Nullable Object> substitutions) {
        return substitutions == null || substitutions.isEmpty() ? null : substitutions;
    }

    private static @Nullable String sandboxResult(Submission.Wishes wishes) {
        String result = wishes.sandboxResult();
        if (result != null && !SANDBOX_RESULTS.contains(result)) {
            throw Refusal.badRequest("sandbox_result must be deliver, bounce, defer, fail or suppress");
        }
        if (!Boolean.TRUE.equals(wishes.sandbox())) {
            return null;
        }
        return result == null ? DELIVER : result;
    }

    private static AcceptedContent.Options options(Submission.Wishes wishes) {
        Tracking tracking = wishes.tracking();
        Retention retention = wishes.retention();
        return new AcceptedContent.Options(
                tracking == null ? null : tracking.open(),
                tracking == null ? null : tracking.click(),
                days("retention.data", retention == null ? null : retention.data(), 0),
                days("retention.metadata", retention == null ? null : retention.metadata(), 1));
    }

    private static @Nullable Integer days(String field, @Nullable Integer days, int min) {
        if (days != null && (days < min || days > MAX_RETENTION_DAYS)) {
            throw Refusal.badRequest(field + " must be from " + min + " to " + MAX_RETENTION_DAYS);
        }
        return days;
    }

    static AcceptedContent.Schedule schedule(@Nullable MessageSchedule given, Instant now) {
        if (given == null) {
            return AcceptedContent.Schedule.NONE;
        }
        Instant first = given.firstAttempt() == null
                ? null
                : ahead("schedule.first_attempt", given.firstAttempt(), now, LONGEST_UNTIL_FIRST_ATTEMPT);
        Instant expires =
                given.expires() == null ? null : ahead("schedule.expires", given.expires(), now, LONGEST_UNTIL_EXPIRY);
        if (first != null && expires != null && !expires.isAfter(first)) {
            throw Refusal.badRequest("schedule.expires must be after schedule.first_attempt");
        }
        return new AcceptedContent.Schedule(first, expires);
    }

    private static Instant ahead(String field, String text, Instant now, Duration longest) {
        Instant time = Inputs.time(field, text);
        if (!time.isAfter(now) || time.isAfter(now.plus(longest))) {
            throw Refusal.badRequest(field + " must be in the future and within " + longest.toDays() + " days");
        }
        return time;
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
        if (characters(name) > MAX_NAME_LENGTH) {
            return "name must be at most " + MAX_NAME_LENGTH + " characters long";
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "name must not contain line breaks or control characters";
        }
        return Inputs.isUnicode(name) ? null : "name must be valid Unicode text";
    }

    private static String subject(@Nullable String subject) {
        String given = subject == null ? "" : subject;
        String problem = subjectProblem(given);
        if (problem != null) {
            throw Refusal.badRequest(problem);
        }
        return Inputs.requireUnicode("subject", given.strip());
    }

    /** Null if it may be the subject of a mail. */
    static @Nullable String subjectProblem(String subject) {
        if (subject.isBlank()) {
            return "subject is required and must not be blank";
        }
        if (characters(subject) > MAX_SUBJECT_LENGTH) {
            return "subject must be at most " + MAX_SUBJECT_LENGTH + " characters long";
        }
        return subject.chars().anyMatch(Character::isISOControl)
                ? "subject must not contain line breaks or control characters"
                : null;
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
            String kept = tag == null ? "" : tag.strip(); // as filters give them
            if (kept.isEmpty()
                    || characters(kept) > MAX_TAG_LENGTH
                    || kept.chars().anyMatch(Character::isISOControl)) {
                throw Refusal.badRequest(
                        "tags must be texts of 1 to " + MAX_TAG_LENGTH + " characters without control characters");
            }
            tags.add(Inputs.requireUnicode("tags", kept));
        }
        return tags;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
