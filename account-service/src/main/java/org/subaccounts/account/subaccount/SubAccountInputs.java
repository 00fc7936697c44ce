package org.subaccounts.account.subaccount;

import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;

/** Limits of what a parent may set. */
public final class SubAccountInputs {
    private static final int MAX_NAME = 255;
    private static final long MAX_MONTHLY_CREDIT = 1_000_000_000;

    private SubAccountInputs() {}

    public static String name(@Nullable String name) {
        return Inputs.text("name", name, MAX_NAME);
    }

    public static String website(@Nullable String website) {
        return Inputs.domain("website", website);
    }

    public static long monthlyCredit(@Nullable Long credit) {
        return Inputs.wholeNumber("monthly_credit", credit, 0, MAX_MONTHLY_CREDIT);
    }
}
