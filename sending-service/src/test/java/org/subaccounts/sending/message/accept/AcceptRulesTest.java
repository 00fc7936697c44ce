package org.subaccounts.sending.message.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.UUID;
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
    private static final AcceptRules.DefaultRetention RETENTION = new AcceptRules.DefaultRetention(7, 30);

    @Test
    void theSmallestRequestIsTaken() {
        AcceptedContent content = AcceptRules.content(with(""), RETENTION);
        assertThat(content.from().address()).hasToString("news@acme.example.com");
        assertThat(content.keepContentDays()).isEqualTo(7);
        assertThat(content.keepMetadataDays()).isEqualTo(30);
        assertThat(content.html()).isNull();
    }

    @Test
    void textOrHtmlIsNeeded() {
        assertThat(AcceptRules.content(with("\"text_content\": \"\", \"html_content\": \"<p>\""), RETENTION)
                        .text())
                .isNull();
        assertRefused("\"text_content\": \"\", \"html_content\": \"\"", "text_content or html_content is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"attachments\": [{}]",
                "\"substitutions\": {\"a\": 1}",
                "\"amp_content\": \"<amp>\"",
                "\"schedule\": {\"first_attempt\": \"2030-01-01T00:00:00Z\"}",
                "\"sandbox\": true",
                "\"sandbox_result\": \"deliver\"",
                "\"tracking\": {\"open\": true}",
                "\"tracking\": {\"click\": true}"
            })
    void whatIsNotSupportedYetIsRefusedByName(String field) {
        String name = field.substring(1, field.indexOf('"', 1));
        assertRefused(field, name + " is not supported yet");
    }

    @Test
    void recipientSubstitutionsAreRefusedByName() {
        assertRefused(
                "\"recipients\": [{\"email\": \"a@example.org\", \"substitutions\": {\"x\": 1}}]",
                "recipients.substitutions is not supported yet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"attachments\": []",
                "\"attachments\": null",
                "\"substitutions\": {}",
                "\"sandbox\": false",
                "\"tracking\": {\"open\": false, \"click\": null}",
                "\"schedule\": {}",
                "\"retention\": null"
            })
    void whatAsksForNothingIsTaken(String field) {
        assertThat(AcceptRules.content(with(field), RETENTION)).isNotNull();
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
            })
    void refusalsNameTheField(String field, String message) {
        assertRefused(field, message);
    }

    @Test
    void retentionReachesFromItsLeastToItsMostDays() {
        assertThat(AcceptRules.content(with("\"retention\": {\"data\": 0, \"metadata\": 1}"), RETENTION))
                .extracting(AcceptedContent::keepContentDays, AcceptedContent::keepMetadataDays)
                .containsExactly(0, 1);
        assertThat(AcceptRules.content(with("\"retention\": {\"data\": 30, \"metadata\": 30}"), RETENTION))
                .extracting(AcceptedContent::keepContentDays, AcceptedContent::keepMetadataDays)
                .containsExactly(30, 30);
    }

    @Test
    void tenTagsOf64CharactersAreTheMost() {
        String tag = '"' + "t".repeat(64) + '"';
        assertThat(AcceptRules.content(with("\"tags\": [" + repeated(tag, 10) + "]"), RETENTION)
                        .tags())
                .hasSize(10);
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
        assertThat(AcceptRules.content(with(header), RETENTION).headers()).containsKey("Reply-To");
        assertRefused(
                header + ", \"reply_to\": {\"email\": \"b@example.org\"}",
                "headers must not contain reply-to when reply_to is given");
    }

    @Test
    void aMessageIdHeaderIsIgnored() {
        assertThat(AcceptRules.content(
                                with("\"headers\": {\"message-id\": \"<x@y>\", \"X-Campaign\": \" 7 \"}"), RETENTION)
                        .headers())
                .containsExactly(java.util.Map.entry("X-Campaign", "7"));
    }

    @Test
    void aBadRecipientDoesNotFailTheOthers() {
        Acceptance acceptance = Acceptance.of(
                AcceptRules.recipients(with(
                        "\"recipients\": [{\"email\": \"a@example.org\", \"name\": \"Ann\"}, {\"email\": \"nobody\"},"
                                + " {\"name\": \"x\"}, {\"email\": \"b@example.org\", \"name\": \"b\\nc\"}]")),
                "acme.example.com",
                () -> new UUID(0, 1));
        assertThat(acceptance.messages()).hasSize(1);
        assertThat(acceptance.response().data())
                .extracting(CreateMessageResponse.Result::status)
                .containsExactly("queued", "error", "error", "error");
        assertThat(acceptance.response().data().getFirst().id())
                .isEqualTo("<00000000-0000-0000-0000-000000000001@acme.example.com>");
        assertThat(acceptance.response().data().get(1).id()).isNull();
        assertThat(acceptance.response().data().get(2).recipient().email()).isEmpty();
    }

    private static String repeated(String json, int times) {
        return String.join(",", IntStream.range(0, times).mapToObj(i -> json).toList());
    }

    private static void assertRefused(String field, String message) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> AcceptRules.content(with(field), RETENTION))
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    /** A good request in which the given members replace the usual ones. */
    private static CreateMessageRequest with(String members) {
        String good =
                "{\"from\": {\"email\": \"news@acme.example.com\"}, \"recipients\": [{\"email\": \"a@example.org\"}],"
                        + " \"subject\": \"Hi\", \"text_content\": \"Hello\"";
        try {
            return JSON.readValue(good + (members.isEmpty() ? "" : ", " + members) + "}", CreateMessageRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(members, e);
        }
    }
}
