package org.subaccounts.sending.suppression;

import java.util.Locale;

/** Where a suppression came from: a request of the account, or the platform by itself after what receivers answered. */
public enum Origin {
    API,
    HARD_BOUNCE,
    FINAL_FAILURE,
    COMPLAINT;

    /** As it is stored. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
