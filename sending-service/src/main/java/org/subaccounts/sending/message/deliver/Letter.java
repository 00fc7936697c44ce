package org.subaccounts.sending.message.deliver;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.tracking.TrackedHtml;

/**
 * What is needed besides the message itself to write and sign it. {@code to} and {@code cc} are empty unless all recipients
 * are shown to each other; {@code suppressed}: the recipient was put on the suppression list since the message was accepted.
 */
public record Letter(
        Shown from,
        @Nullable Shown replyTo,
        List<Shown> to,
        List<Shown> cc,
        Bodies bodies,
        boolean template,
        @Nullable JsonObject substitutions,
        JsonObject headers,
        List<Attachment> attachments,
        Sender sender,
        Tracking tracking,
        boolean suppressed) {
    public Letter {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        attachments = List.copyOf(attachments);
    }

    /** An address with the name that is shown for it. */
    public record Shown(String email, @Nullable String name) {}

    /** Subject and the same text in several forms, at least one of plain text and HTML. */
    public record Bodies(
            String subject,
            @Nullable String text,
            @Nullable String amp,
            @Nullable String html) {}

    /** In whose name it is signed. */
    public record Sender(Subdomains subdomains, String dkimSelector, DkimKeys.Sealed dkimKey) {}

    /** What is to be told of, over which host. */
    public record Tracking(TrackedHtml.Wish wish, String host) {
        static final Tracking NONE = new Tracking(new TrackedHtml.Wish(false, false), "");
    }

    Letter with(Bodies rendered) {
        return new Letter(
                from,
                replyTo,
                to,
                cc,
                rendered,
                false,
                substitutions,
                headers,
                attachments,
                sender,
                tracking,
                suppressed);
    }

    Letter with(List<Attachment> loaded) {
        return new Letter(
                from, replyTo, to, cc, bodies, template, substitutions, headers, loaded, sender, tracking, suppressed);
    }
}
