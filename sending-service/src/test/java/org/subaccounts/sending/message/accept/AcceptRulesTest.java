package org.subaccounts.sending.message.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.http.Refusal;

class AcceptRulesTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void theSmallestRequestIsTaken() {
        AcceptedContent content = content("");
        assertThat(content.from().address()).hasToString("news@acme.example.com");
        assertThat(content.bodies()).isEqualTo(new AcceptedContent.Bodies("Hello", null, null));
        assertThat(content.options()).isEqualTo(new AcceptedContent.Options(null, null, null, null));
        assertThat(content.schedule()).isEqualTo(AcceptedContent.Schedule.NONE);
        assertThat(content.sandbox()).isFalse();
        assertThat(content.substitutions()).isNull();
    }

    @Test
    void textOrHtmlIsNeededAndAmpComesBeside() {
        assertThat(content("\"text_content\": \"\", \"html_content\": \"<p>\", \"amp_content\": \"<html amp4email>\"")
                        .bodies())
                .isEqualTo(new AcceptedContent.Bodies(null, "<p>", "<html amp4email>"));
        assertRefused(
                "\"text_content\": \"\", \"html_content\": \"\", \"amp_content\": \"x\"",
                "text_content or html_content is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"attachments\": []",
                "\"attachments\": null",
                "\"substitutions\": {}",
                "\"sandbox\": null",
                "\"tracking\": null",
                "\"schedule\": {}",
                "\"schedule\": {\"first_attempt\": null}",
                "\"retention\": {}"
            })
    void whatAsksForNothingIsTaken(String field) {
        AcceptedContent content = content(field);
        assertThat(content.files()).isEmpty();
        assertThat(content.substitutions()).isNull();
        assertThat(content.schedule().isGiven()).isFalse();
        assertThat(content.sandbox()).isFalse();
    }

    @Test
    void aSandboxDeliversUnlessToldHowItEnds() {
        assertThat(content("\"sandbox\": true").sandboxResult()).isEqualTo("deliver");
        for (String result : List.of("deliver", "bounce", "defer", "fail", "suppress")) {
            assertThat(content("\"sandbox\": true, \"sandbox_result\": \"" + result + "\"")
                            .sandboxResult())
                    .isEqualTo(result);
        }
        assertThat(content("\"sandbox_result\": \"bounce\"").sandboxResult()).isNull();
        assertRefused(
                "\"sandbox\": true, \"sandbox_result\": \"explode\"",
                "sandbox_result must be deliver, bounce, defer, fail or suppress");
    }

    @Test
    void theMessagesOwnOptionsComeBeforeTheAccounts() {
        AcceptedContent.Options wishes = content(
                        "\"tracking\": {\"open\": false, \"click\": null}, \"retention\": {\"data\": 0}")
                .options();
        assertThat(new SenderDefaults(true, true, 5, 20).under(wishes))
                .isEqualTo(new SenderDefaults(false, true, 0, 20));
        assertThat(SenderDefaults.INITIAL.under(content("").options()))
                .isEqualTo(new SenderDefaults(false, false, 7, 30));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T12:00:00.000001Z, true",
        "2026-11-28T12:00:00Z, false",
        "2026-12-05T12:00:00Z, true",
        "2026-12-05T12:00:00.000001Z, false",
        "2026-12-05T13:00:00+01:00, true",
        "2026-11-28, false",
        "tomorrow, false",
    })
    void theFirstAttemptIsInTheFutureAndWithin7Days(String time, boolean taken) {
        assertTime("first_attempt", time, taken, "within 7 days");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T12:00:00.000001Z, true",
        "2026-11-28T12:00:00Z, false",
        "2026-12-06T12:00:00Z, true",
        "2026-12-06T12:00:00.000001Z, false",
    })
    void theExpiryIsInTheFutureAndWithin8Days(String time, boolean taken) {
        assertTime("expires", time, taken, "within 8 days");
    }

    private static void assertTime(String member, String time, boolean taken, String expected) {
        String field = "\"schedule\": {\"" + member + "\": \"" + time + "\"}";
        if (taken) {
            assertThat(content(field).schedule().isGiven()).isTrue();
            return;
        }
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> content(field))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .startsWith("schedule." + member + " must be")
                        .matches(message -> message.contains(expected) || message.contains("RFC 3339")));
    }

    @Test
    void aMessageExpiresAfterItsFirstAttempt() {
        String first = "\"schedule\": {\"first_attempt\": \"2026-11-29T12:00:00Z\", \"expires\": ";
        assertThat(content(first + "\"2026-11-29T12:00:01Z\"}").schedule().isGiven())
                .isTrue();
        assertRefused(first + "\"2026-11-29T12:00:00Z\"}", "schedule.expires must be after schedule.first_attempt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"subject\": \"\"' | subject is required and must not be blank",
                "'\"subject\": \"a\\r\\nBcc: eve@example.org\"' | subject must not contain line breaks or control characters",
                "'\"from\": {\"email\": \"nobody\"}' | from.email must be a valid e-mail address",
                "'\"from\": {\"email\": \"a@b.example\", \"name\": \"x\\ny\"}' | from.name must not contain line breaks or control characters",
                "'\"from\": null' | from is required",
                "'\"reply_to\": {\"email\": \"a b@c.example\"}' | reply_to.email must be a valid e-mail address",
                "'\"recipients\": []' | recipients must have 1 to 100 entries",
                "'\"recipients\": [null]' | recipients must not contain null",
                "'\"retention\": {\"data\": 31}' | retention.data must be from 0 to 30",
                "'\"retention\": {\"data\": -1}' | retention.data must be from 0 to 30",
                "'\"retention\": {\"metadata\": 0}' | retention.metadata must be from 1 to 30",
                "'\"retention\": {\"metadata\": 31}' | retention.metadata must be from 1 to 30",
                "'\"tags\": [\"\"]' | tags must be texts of 1 to 64 characters without control characters",
                "'\"tags\": [null]' | tags must be texts of 1 to 64 characters without control characters",
                "'\"text_content\": \"a\\u0000b\"' | text_content must not contain NUL characters",
                "'\"html_content\": \"\\ud800\"' | html_content must be valid Unicode text",
            })
    void refusalsNameTheField(String field, String message) {
        assertRefused(field, message);
    }

    @Test
    void retentionReachesFromItsLeastToItsMostDays() {
        assertThat(content("\"retention\": {\"data\": 0, \"metadata\": 1}").options())
                .isEqualTo(new AcceptedContent.Options(null, null, 0, 1));
        assertThat(content("\"retention\": {\"data\": 30, \"metadata\": 30}").options())
                .isEqualTo(new AcceptedContent.Options(null, null, 30, 30));
    }

    @Test
    void tenTagsOf64CharactersAreTheMost() {
        String tag = '"' + "t".repeat(64) + '"';
        assertThat(content("\"tags\": [" + repeated(tag, 10) + "]").tags()).hasSize(10);
        assertThat(content("\"tags\": [\" promo \"]").tags()).containsExactly("promo");
        assertRefused("\"tags\": [" + repeated(tag, 11) + "]", "tags must have at most 10 entries");
        assertRefused(
                "\"tags\": [\"" + "t".repeat(65) + "\"]",
                "tags must be texts of 1 to 64 characters without control characters");
    }

    @Test
    void aHundredRecipientsAreTheMost() {
        String recipient = "{\"email\": \"a@example.org\"}";
        assertThat(AcceptRules.recipients(with("\"recipients\": [" + repeated(recipient, 100) + "]")))
                .hasSize(100);
        assertRefused("\"recipients\": [" + repeated(recipient, 101) + "]", "recipients must have 1 to 100 entries");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-A | 'x\\r\\nBcc: eve@example.org' | headers.X-A must not contain line breaks or control characters",
                "'X-A\\r\\nBcc' | x | headers has a name that is not a header field name: X-A??Bcc",
                "'X A' | x | headers has a name that is not a header field name: X A",
                "'X:A' | x | headers has a name that is not a header field name: X:A",
                "bcc | eve@example.org | headers must not contain bcc",
                "From | eve@example.org | headers must not contain From",
                "Content-Type | text/plain | headers must not contain Content-Type",
                "DKIM-Signature | v=1 | headers must not contain DKIM-Signature",
            })
    void headersCannotSmuggleOtherHeaders(String name, String value, String message) {
        assertRefused("\"headers\": {\"" + name + "\": \"" + value + "\"}", message);
    }

    @Test
    void aReplyToHeaderIsTakenOnlyWithoutReplyTo() {
        String header = "\"headers\": {\"Reply-To\": \"a@example.org\"}";
        assertThat(content(header).headers()).containsKey("Reply-To");
        assertRefused(
                header + ", \"reply_to\": {\"email\": \"b@example.org\"}",
                "headers must not contain reply-to when reply_to is given");
    }

    @Test
    void aMessageIdHeaderIsIgnored() {
        assertThat(content("\"headers\": {\"message-id\": \"<x@y>\", \"X-Campaign\": \" 7 \"}")
                        .headers())
                .containsExactly(java.util.Map.entry("X-Campaign", "7"));
    }

    @Test
    void aCcHeaderIsForConversationsWithoutCc() {
        String header = "\"headers\": {\"CC\": \"a@example.org\"}";
        assertRefused(header, "headers must not contain CC");
        assertThat(conversation(header).headers()).containsKey("CC");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> conversation(header + ", \"cc\": [{\"email\": \"b@example.org\"}]"))
                .withMessage("headers must not contain CC");
    }

    private static AcceptedContent conversation(String members) {
        return AcceptRules.content(conversationOf(members), NOW);
    }

    @Test
    void aConversationHasAtMostFiftyInAll() {
        String address = "{\"email\": \"a@example.org\"}";
        assertThat(AcceptRules.conversation(conversationOf("\"to\": [" + repeated(address, 48) + "], \"cc\": ["
                                + address + "], \"bcc\": [" + address + "]"))
                        .recipients())
                .hasSize(50);
        for (String tooMany : List.of(
                "\"to\": [" + repeated(address, 51) + "]",
                "\"to\": [" + repeated(address, 49) + "], \"cc\": [" + address + "], \"bcc\": [" + address + "]")) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> AcceptRules.conversation(conversationOf(tooMany)))
                    .withMessage("to, cc and bcc must have at most 50 entries together");
        }
        for (String none : List.of("\"to\": []", "\"to\": null")) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> AcceptRules.conversation(conversationOf(none)))
                    .withMessage("to must have 1 to 50 entries");
        }
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> AcceptRules.conversation(conversationOf("\"bcc\": [null]")))
                .withMessage("bcc must not contain null");
    }

    private static String repeated(String json, int times) {
        return String.join(",", IntStream.range(0, times).mapToObj(i -> json).toList());
    }

    private static void assertRefused(String field, String message) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> {
                    content(field);
                    AcceptRules.recipients(with(field));
                })
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    private static AcceptedContent content(String members) {
        return AcceptRules.content(with(members), NOW);
    }

    /** A good request in which the given members replace the usual ones. */
    private static CreateMessageRequest with(String members) {
        return read(
                "{\"from\": {\"email\": \"news@acme.example.com\"}, \"recipients\": [{\"email\": \"a@example.org\"}],"
                        + " \"subject\": \"Hi\", \"text_content\": \"Hello\"",
                members,
                CreateMessageRequest.class);
    }

    private static CreateConversationMessageRequest conversationOf(String members) {
        return read(
                "{\"from\": {\"email\": \"news@acme.example.com\"}, \"to\": [{\"email\": \"a@example.org\"}],"
                        + " \"subject\": \"Hi\", \"text_content\": \"Hello\"",
                members,
                CreateConversationMessageRequest.class);
    }

    private static <T> T read(String good, String members, Class<T> type) {
        try {
            return JSON.readValue(good + (members.isEmpty() ? "" : ", " + members) + "}", type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(members, e);
        }
    }
}
