package org.subaccounts.billing.usage.breakdown;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.subaccounts.platform.http.Refusal;

/** What a row of a breakdown stands for, and in which order rows come. */
enum Grouping {
    DAY("day", true),
    SUB_ACCOUNT("sub_account", false),
    DOMAIN("domain", true);

    private final String shown;
    private final boolean ascending;

    Grouping(String shown, boolean ascending) {
        this.shown = shown;
        this.ascending = ascending;
    }

    String shown() {
        return shown;
    }

    /** By the row's key, byte by byte. */
    boolean ascending() {
        return ascending;
    }

    static Grouping of(String text) {
        for (Grouping grouping : values()) {
            if (grouping.shown.equals(text)) {
                return grouping;
            }
        }
        throw Refusal.badRequest("group_by must be one of "
                + Arrays.stream(values()).map(Grouping::shown).collect(Collectors.joining(", ")));
    }
}
