package org.subaccounts.sending.message.accept;

import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.Mailbox;

/**
 * What is sent to every recipient of a request, checked. At least one of text and HTML is there. {@code substitutions}: global
 * ones, null if none were given. {@code sandboxResult}: how to pretend that delivery ends, null to deliver.
 */
public record AcceptedContent(
        Mailbox from,
        @Nullable Mailbox replyTo,
        String subject,
        Bodies bodies,
        List<File> files,
        Map<String, String> headers,
        @Nullable Map<String, @Nullable Object> substitutions,
        List<String> tags,
        @Nullable String sandboxResult,
        Options options,
        Schedule schedule) {
    public AcceptedContent {
        files = List.copyOf(files);
        headers = Map.copyOf(headers);
        tags = List.copyOf(tags);
    }

    /** The alternatives. */
    public record Bodies(
            @Nullable String text,
            @Nullable String html,
            @Nullable String amp) {
        /** As UTF-8. */
        int bytes() {
            return bytes(text) + bytes(html) + bytes(amp);
        }

        private static int bytes(@Nullable String body) {
            return body == null ? 0 : ByteBufUtil.utf8Bytes(body);
        }
    }

    /** An attached file; {@code inlineId}: its Content-ID without angle brackets if it is shown inline. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy of the data would be megabytes
    public record File(
            String name,
            String contentType,
            String disposition,
            @Nullable String inlineId,
            byte[] data) {}

    /** What the request says about tracking and retention in days; null: as the account's settings are. */
    public record Options(
            @Nullable Boolean trackOpens,
            @Nullable Boolean trackClicks,
            @Nullable Integer keepContentDays,
            @Nullable Integer keepMetadataDays) {}

    /** Null: at once; until the attempts are used up. */
    public record Schedule(
            @Nullable Instant firstAttempt, @Nullable Instant expires) {
        static final Schedule NONE = new Schedule(null, null);

        boolean isGiven() {
            return firstAttempt != null || expires != null;
        }
    }

    boolean sandbox() {
        return sandboxResult != null;
    }

    /** Memory that delivering it takes, roughly: texts are there as they are stored, rendered, encoded, and in parts. */
    int deliveryBytes() {
        return 4 * bodies.bytes() + fileBytes();
    }

    private int fileBytes() {
        return files.stream().mapToInt(file -> file.data().length).sum();
    }
}
