package org.subaccounts.sending.message.accept;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What both requests to send have in common, as it was given. */
record Submission(
        @Nullable Address from,
        @Nullable Address replyTo,
        @Nullable String subject,
        Bodies bodies,
        @Nullable List<@Nullable Attachment> attachments,
        @Nullable Map<String, @Nullable String> headers,
        @Nullable Map<String, @Nullable Object> substitutions,
        @Nullable List<@Nullable String> tags,
        Wishes wishes) {

    record Bodies(
            @Nullable String text,
            @Nullable String html,
            @Nullable String amp) {}

    record Wishes(
            @Nullable Boolean sandbox,
            @Nullable String sandboxResult,
            @Nullable Tracking tracking,
            @Nullable Retention retention,
            @Nullable MessageSchedule schedule) {}
}
