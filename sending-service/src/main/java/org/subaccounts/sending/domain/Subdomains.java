package org.subaccounts.sending.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The labels that the owner chose below the domain; {@code null} stands for the default of the platform. */
public record Subdomains(
        @Nullable String returnPath,
        @Nullable String tracking,
        @Nullable String subscription,
        @Nullable String media) {
    public static final Subdomains DEFAULTS = new Subdomains(null, null, null, null);
    static final String DEFAULT_RETURN_PATH = "bounces";
    static final String DEFAULT_TRACKING = "click";
    static final String DEFAULT_SUBSCRIPTION = "preferences";
    static final String DEFAULT_MEDIA = "media";
    private static final int COUNT = 4;

    @JsonCreator
    public Subdomains {}

    /** With the default for media. */
    public Subdomains(@Nullable String returnPath, @Nullable String tracking, @Nullable String subscription) {
        this(returnPath, tracking, subscription, null);
    }

    public String returnPathOrDefault() {
        return returnPath == null ? DEFAULT_RETURN_PATH : returnPath;
    }

    public String trackingOrDefault() {
        return tracking == null ? DEFAULT_TRACKING : tracking;
    }

    public String subscriptionOrDefault() {
        return subscription == null ? DEFAULT_SUBSCRIPTION : subscription;
    }

    public String mediaOrDefault() {
        return media == null ? DEFAULT_MEDIA : media;
    }

    /** Whether no two of them, chosen or default, are the same name. */
    public boolean differ() {
        Set<String> labels = new TreeSet<>();
        labels.add(returnPathOrDefault());
        labels.add(trackingOrDefault());
        labels.add(subscriptionOrDefault());
        labels.add(mediaOrDefault());
        return labels.size() == COUNT;
    }

    /** These, where {@code change} says nothing; else what it says. */
    public Subdomains changedBy(Subdomains change) {
        return new Subdomains(
                change.returnPath == null ? returnPath : change.returnPath,
                change.tracking == null ? tracking : change.tracking,
                change.subscription == null ? subscription : change.subscription,
                change.media == null ? media : change.media);
    }
}
