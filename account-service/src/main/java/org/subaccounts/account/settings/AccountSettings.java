package org.subaccounts.account.settings;

import org.jspecify.annotations.Nullable;

/**
 * What an account, parent or child, can change about itself. {@code website}: see {@link Websites}; retentions in days
 * (metadata 1–30, data 0–30).
 */
public record AccountSettings(
        String name,
        String website,
        String about,
        boolean trackOpens,
        boolean trackClicks,
        boolean rejectBadRecipients,
        boolean rejectMistypedRecipients,
        int messageMetadataRetention,
        int messageDataRetention) {
    private static final int METADATA_RETENTION_DAYS = 30;
    private static final int DATA_RETENTION_DAYS = 7;

    /** Null leaves a setting as it is. */
    public record Change(
            @Nullable String name,
            @Nullable String website,
            @Nullable String about,
            @Nullable Boolean trackOpens,
            @Nullable Boolean trackClicks,
            @Nullable Boolean rejectBadRecipients,
            @Nullable Boolean rejectMistypedRecipients,
            @Nullable Integer messageMetadataRetention,
            @Nullable Integer messageDataRetention) {}

    /** What a new account starts with. */
    public static AccountSettings initial(String name, String website) {
        return new AccountSettings(
                name, website, "", false, false, true, false, METADATA_RETENTION_DAYS, DATA_RETENTION_DAYS);
    }

    /** The same account under another name and website. */
    public AccountSettings named(String newName, String newWebsite) {
        return new AccountSettings(
                newName,
                newWebsite,
                about,
                trackOpens,
                trackClicks,
                rejectBadRecipients,
                rejectMistypedRecipients,
                messageMetadataRetention,
                messageDataRetention);
    }

    /** Equal to this if nothing changes, also when only the spelling of the website differs. */
    public AccountSettings with(Change change) {
        return new AccountSettings(
                or(change.name, name),
                change.website == null || change.website.equals(Websites.url(website)) ? website : change.website,
                or(change.about, about),
                or(change.trackOpens, trackOpens),
                or(change.trackClicks, trackClicks),
                or(change.rejectBadRecipients, rejectBadRecipients),
                or(change.rejectMistypedRecipients, rejectMistypedRecipients),
                or(change.messageMetadataRetention, messageMetadataRetention),
                or(change.messageDataRetention, messageDataRetention));
    }

    private static <T> T or(@Nullable T given, T current) {
        return given == null ? current : given;
    }
}
