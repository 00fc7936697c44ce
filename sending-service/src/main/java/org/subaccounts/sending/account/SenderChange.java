package org.subaccounts.sending.account;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What events say about one account; null is what they do not say. Deleted is for ever. */
record SenderChange(
        UUID accountId,
        @Nullable UUID parentId,
        @Nullable Boolean suspended,
        boolean deleted,
        @Nullable Settings settings) {

    /** What holds for messages that say nothing themselves; retention in days. */
    record Settings(boolean trackOpens, boolean trackClicks, int keepContentDays, int keepMetadataDays) {}

    /** Both, the later winning where it says something. */
    SenderChange then(SenderChange later) {
        return new SenderChange(
                accountId,
                later.parentId != null ? later.parentId : parentId,
                later.suspended != null ? later.suspended : suspended,
                deleted || later.deleted,
                later.settings != null ? later.settings : settings);
    }
}
