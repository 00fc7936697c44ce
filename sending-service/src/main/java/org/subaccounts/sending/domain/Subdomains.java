package org.subaccounts.sending.domain;

import org.jspecify.annotations.Nullable;

/** The labels that the owner chose below the domain; {@code null} stands for the default of the platform. */
public record Subdomains(
        @Nullable String returnPath,
        @Nullable String tracking,
        @Nullable String subscription) {
    public static final Subdomains DEFAULTS = new Subdomains(null, null, null);
    static final String DEFAULT_RETURN_PATH = "bounces";
    static final String DEFAULT_TRACKING = "click";
    static final String DEFAULT_SUBSCRIPTION = "preferences";

    public String returnPathOrDefault() {
        return returnPath == null ? DEFAULT_RETURN_PATH : returnPath;
    }

    public String trackingOrDefault() {
        return tracking == null ? DEFAULT_TRACKING : tracking;
    }

    public String subscriptionOrDefault() {
        return subscription == null ? DEFAULT_SUBSCRIPTION : subscription;
    }
}
