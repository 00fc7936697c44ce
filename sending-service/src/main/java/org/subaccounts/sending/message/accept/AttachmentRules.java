package org.subaccounts.sending.message.accept;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/** Which files a message may carry (RFC 2045, 2183, 2392). Nothing of them can start another header field. */
final class AttachmentRules {
    static final int MAX_ATTACHMENTS = 50;
    static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_TYPE_LENGTH = 255;
    private static final int MAX_ID_LENGTH = 255;

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`{|}~-]+";
    private static final Pattern CONTENT_TYPE =
            Pattern.compile(TOKEN + "/" + TOKEN + "(?: ?; ?" + TOKEN + "=(?:" + TOKEN + "|\"[ !#-\\[\\]-~]*\"))*");
    private static final Pattern CONTENT_ID = Pattern.compile("[!-;=?-~]+");
    private static final String MULTIPART = "multipart/";

    private AttachmentRules() {}

    static List<AcceptedContent.File> check(@Nullable List<@Nullable Attachment> given) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > MAX_ATTACHMENTS) {
            throw Refusal.badRequest("attachments must have at most " + MAX_ATTACHMENTS + " entries");
        }
        List<AcceptedContent.File> files = new ArrayList<>(given.size());
        Set<String> ids = new HashSet<>();
        for (Attachment attachment : given) {
            if (attachment == null) {
                throw Refusal.badRequest("attachments must not contain null");
            }
            AcceptedContent.File file = file("attachments[" + files.size() + "]", attachment);
            if (file.inlineId() != null && !ids.add(file.inlineId())) {
                throw Refusal.badRequest("attachments must not have one content_id twice");
            }
            files.add(file);
        }
        return files;
    }

    private static AcceptedContent.File file(String field, Attachment attachment) {
        byte[] data = attachment.data();
        if (data == null) {
            throw Refusal.badRequest(field + ".data is required");
        }
        String inlineId = inlineId(field + ".content_id", attachment.contentId());
        return new AcceptedContent.File(
                Inputs.text(field + ".file_name", attachment.fileName(), MAX_NAME_LENGTH),
                contentType(field + ".content_type", attachment.contentType()),
                disposition(field + ".content_disposition", attachment, inlineId != null),
                inlineId,
                data);
    }

    private static String contentType(String field, @Nullable String given) {
        String type = Inputs.text(field, given, MAX_TYPE_LENGTH);
        if (!CONTENT_TYPE.matcher(type).matches()) {
            throw Refusal.badRequest(field + " must be a media type such as image/png");
        }
        if (type.toLowerCase(Locale.ROOT).startsWith(MULTIPART)) {
            throw Refusal.badRequest(field + " must not be multipart");
        }
        return type;
    }

    private static String disposition(String field, Attachment attachment, boolean inline) {
        String given = attachment.contentDisposition();
        if (given == null || given.isBlank()) {
            return inline ? "inline" : "attachment";
        }
        String disposition = given.strip().toLowerCase(Locale.ROOT);
        if (!disposition.equals("inline") && !disposition.equals("attachment")) {
            throw Refusal.badRequest(field + " must be attachment or inline");
        }
        // a Content-ID without angle brackets makes a regular attachment, whatever else is said
        return hasId(attachment) && !inline ? "attachment" : disposition;
    }

    private static boolean hasId(Attachment attachment) {
        return attachment.contentId() != null && !attachment.contentId().isBlank();
    }

    /** Without its brackets; null if it has none. */
    private static @Nullable String inlineId(String field, @Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        String id = given.strip();
        boolean brackets = id.startsWith("<") && id.endsWith(">") && id.length() > 2;
        String bare = brackets ? id.substring(1, id.length() - 1) : id;
        if (bare.length() > MAX_ID_LENGTH || !CONTENT_ID.matcher(bare).matches()) {
            throw Refusal.badRequest(field + " must be like <image1@example.com>, without spaces, at most "
                    + MAX_ID_LENGTH + " characters long");
        }
        return brackets ? bare : null;
    }
}
