package org.subaccounts.sending.message.accept;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.http.Refusal;

class AttachmentRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REST = "\"content_type\": \"text/plain\", \"file_name\": \"a.txt\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"base64\": true, \"data\": \"SGVsbG8=\"",
                "\"data\": \"SGVsbG8=\", \"base64\": true",
                "\"base64\": true, \"data\": \"SGVsbG8\"",
                "\"base64\": true, \"data\": \"SGVs\\r\\nbG8=\"",
                "\"base64\": true, \"data\": \"SGVsb\\u0047\\u0038=\"",
                "\"data\": \"Hello\"",
                "\"base64\": false, \"data\": \"Hello\"",
                "\"base64\": null, \"data\": \"Hello\", \"other\": {\"a\": [1]}"
            })
    void dataIsBase64OrText(String data) throws JsonProcessingException {
        assertThat(read(data + ", " + REST).data()).isEqualTo("Hello".getBytes(UTF_8));
    }

    @Test
    void textIsWrittenAsUtf8() throws JsonProcessingException {
        assertThat(read("\"data\": \"Größe \\ud83d\\ude00\", " + REST).data()).isEqualTo("Größe 😀".getBytes(UTF_8));
        assertThat(read("\"data\": \"\", " + REST).data()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"base64\": true, \"data\": \"S?!\"' | data",
                "'\"data\": \"S\", \"base64\": true' | data",
                "'\"data\": 7' | data",
                "'\"data\": \"x\", \"base64\": \"yes\"' | base64",
                "'\"data\": \"x\", \"file_name\": {}' | file_name",
            })
    void whatIsOfAnotherKindIsRefusedByName(String members, String field) {
        assertThatExceptionOfType(JsonMappingException.class)
                .isThrownBy(() -> read(members))
                .satisfies(failure ->
                        assertThat(failure.getPath().getLast().getFieldName()).isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | - | attachment | -",
                "<logo@acme.example> | - | inline | logo@acme.example",
                "logo@acme.example | - | attachment | -",
                "logo@acme.example | inline | attachment | -",
                "- | inline | inline | -",
                "<logo> | Attachment | attachment | logo",
            })
    void aContentIdInAngleBracketsMakesItInline(
            @org.jspecify.annotations.Nullable String contentId,
            @org.jspecify.annotations.Nullable String disposition,
            String expected,
            @org.jspecify.annotations.Nullable String inlineId) {
        AcceptedContent.File file = AttachmentRules.check(
                        List.of(new Attachment(false, new byte[1], "image/png", disposition, contentId, "logo.png")))
                .getFirst();
        assertThat(file.disposition()).isEqualTo(expected);
        assertThat(file.inlineId()).isEqualTo(inlineId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png",
                "text/plain; charset=utf-8",
                "text/calendar;method=REQUEST;charset=\"utf-8\"",
                "application/vnd.ms-excel.sheet.macroEnabled.12"
            })
    void mediaTypesAreTaken(String type) {
        assertThat(AttachmentRules.check(List.of(new Attachment(null, new byte[1], type, null, null, "a"))))
                .extracting(AcceptedContent.File::contentType)
                .containsExactly(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content_type | image",
                "content_type | 'image/png\r\nX-Evil: 1'",
                "content_type | 'text/plain; name=\"a\"b\"'",
                "content_type | multipart/mixed",
                "content_disposition | 'inline\r\nX-Evil: 1'",
                "content_disposition | form-data",
                "content_id | '<a b>'",
                "content_id | '<a>\r\nX-Evil: <1>'",
                "content_id | '<>'",
                "content_id | '<ü@example.com>'",
                "file_name | 'a\r\nX-Evil: 1'",
                "file_name | ' '",
            })
    void nothingStartsAnotherHeader(String field, String value) {
        Attachment attachment = new Attachment(
                null,
                new byte[1],
                field.equals("content_type") ? value : "image/png",
                field.equals("content_disposition") ? value : null,
                field.equals("content_id") ? value : null,
                field.equals("file_name") ? value : "a.png");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> AttachmentRules.check(List.of(attachment)))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400))
                .withMessageStartingWith("attachments[0]." + field);
    }

    @Test
    void fiftyFilesAreTheMostAndEachIdIsThereOnce() {
        Attachment plain = new Attachment(null, new byte[0], "a/b", null, null, "a");
        assertThat(AttachmentRules.check(Collections.nCopies(50, plain))).hasSize(50);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> AttachmentRules.check(Collections.nCopies(51, plain)))
                .withMessage("attachments must have at most 50 entries");
        Attachment inline = new Attachment(null, new byte[0], "a/b", null, "<x>", "a");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> AttachmentRules.check(List.of(inline, inline)))
                .withMessage("attachments must not have one content_id twice");
        Attachment empty = new Attachment(null, null, "a/b", null, null, "a");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> AttachmentRules.check(List.of(empty)))
                .withMessage("attachments[0].data is required");
    }

    private static Attachment read(String members) throws JsonProcessingException {
        return JSON.readValue("{" + members + "}", Attachment.class);
    }
}
