package org.subaccounts.sending.message;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a message was refused for good, from the enhanced status code (RFC 3463) or, where that is vague, from the words of the
 * refusing server: "5.7.1 user unknown" is common. Pure.
 */
public enum BounceClassification {
    INVALID_RECIPIENT(true),
    INVALID_DOMAIN(true),
    INACTIVE_MAILBOX(true),
    MAILBOX_FULL(true),
    MESSAGE_TOO_LARGE(false),
    CONTENT_REJECTED(false),
    SPAM(false),
    POLICY(false),
    OTHER(true);

    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])[245]\\.(\\d{1,3})\\.(\\d{1,3})(?![\\d.]*\\d)");
    private static final int MAX_TEXT_LENGTH = 2_000;

    private record Words(Pattern pattern, BounceClassification meaning) {}

    private static final List<Words> WORDS = List.of(
            words("spam|blacklist|blocklist|block list|black list|\\brbl\\b|dnsbl|reputation|spamhaus|junk mail", SPAM),
            words("virus|malware|phishing|content (?:was )?(?:rejected|refused|denied)|attachment", CONTENT_REJECTED),
            words("too (?:large|big)|size limit|exceeds? .{0,40}size|maximum size", MESSAGE_TOO_LARGE),
            words("quota|mailbox (?:is )?full|full mailbox|insufficient (?:system )?storage|over ?quota", MAILBOX_FULL),
            words(
                    "(?:mailbox|account|user|recipient|address) (?:is |has been |was )?(?:disabled|inactive|suspended|deactivated)",
                    INACTIVE_MAILBOX),
            words(
                    "(?:domain|host|name)[^,;]{0,60}(?:not found|unknown|does ?n.t exist|does not exist)|unknown (?:host|domain)"
                            + "|no such domain|nxdomain|null ?mx",
                    INVALID_DOMAIN),
            words(
                    "(?:user|recipient|mailbox|address|account)[^,;]{0,80}(?:unknown|not found|invalid|does ?n.t exist|does not exist"
                            + "|no longer|unavailable)|(?:no such|unknown|invalid) (?:user|recipient|mailbox|address|account|person)",
                    INVALID_RECIPIENT),
            words("polic|dmarc|\\bspf\\b|dkim|not (?:allowed|permitted|authorized)|denied|relay", POLICY));

    /** {@code subject.detail} of RFC 3463 and its registry. */
    private static final Map<String, BounceClassification> CODES = Map.ofEntries(
            Map.entry("1.1", INVALID_RECIPIENT),
            Map.entry("1.2", INVALID_DOMAIN),
            Map.entry("1.3", INVALID_RECIPIENT),
            Map.entry("1.4", INVALID_RECIPIENT),
            Map.entry("1.6", INVALID_RECIPIENT),
            Map.entry("1.7", POLICY),
            Map.entry("1.8", POLICY),
            Map.entry("1.10", INVALID_DOMAIN),
            Map.entry("2.1", INACTIVE_MAILBOX),
            Map.entry("2.2", MAILBOX_FULL),
            Map.entry("2.3", MESSAGE_TOO_LARGE),
            Map.entry("2.4", INVALID_RECIPIENT),
            Map.entry("3.4", MESSAGE_TOO_LARGE),
            Map.entry("4.4", INVALID_DOMAIN));

    private static final Map<String, BounceClassification> SUBJECTS = Map.of("6", CONTENT_REJECTED, "7", POLICY);

    private final boolean aboutAddress;

    BounceClassification(boolean aboutAddress) {
        this.aboutAddress = aboutAddress;
    }

    /** As it is stored and published. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether another message to the same address would most likely be refused too. */
    public boolean aboutAddress() {
        return aboutAddress;
    }

    /** Of a server's words, with the codes in them. */
    public static BounceClassification of(String reply) {
        String text = reply.length() > MAX_TEXT_LENGTH ? reply.substring(0, MAX_TEXT_LENGTH) : reply;
        Matcher status = STATUS.matcher(text);
        String subject = "";
        String detail = "";
        if (status.find()) {
            subject = status.group(1);
            detail = status.group(2);
        }
        BounceClassification byCode = CODES.get(subject + "." + detail);
        if (byCode != null) {
            return byCode;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (Words words : WORDS) {
            if (words.pattern().matcher(lower).find()) {
                return words.meaning();
            }
        }
        return SUBJECTS.getOrDefault(subject, OTHER);
    }

    private static Words words(String pattern, BounceClassification meaning) {
        return new Words(Pattern.compile(pattern), meaning);
    }
}
