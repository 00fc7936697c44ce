package org.subaccounts.account.parent;

import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.Texts;
import org.subaccounts.account.settings.Websites;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/** Limits of what an operator may set. */
public final class AccountInputs {
    private static final int MAX_NAME = 255;
    private static final int MAX_LIMIT = 100_000;
    private static final Pattern PLAN = Pattern.compile("[a-z0-9-]{1,64}");

    private AccountInputs() {}

    /** Why an operator does something to an account, 1 to 500 characters. */
    @Schema(
            name = "ReasonRequest",
            requiredProperties = {"reason"})
    public record Reason(
            @Schema(minLength = 1, maxLength = 500) @Nullable String reason) {}

    public static String name(@Nullable String name) {
        return Inputs.text("name", name, MAX_NAME);
    }

    /** A domain name or a URL. */
    public static String website(@Nullable String website) {
        return website != null && website.contains("://")
                ? Websites.checkUrl("website", website)
                : Inputs.domain("website", website);
    }

    public static String plan(String plan) {
        if (!PLAN.matcher(plan).matches()) {
            throw Refusal.badRequest("plan must be 1 to 64 lower case letters, digits and hyphens");
        }
        return plan;
    }

    public static @Nullable Integer limit(String field, @Nullable Integer value) {
        return value == null ? null : Math.toIntExact(Inputs.wholeNumber(field, value.longValue(), 1, MAX_LIMIT));
    }

    public static String reason(@Nullable Reason body) {
        return Texts.reason(Inputs.body(body).reason());
    }
}
