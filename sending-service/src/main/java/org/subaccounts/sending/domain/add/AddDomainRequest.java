package org.subaccounts.sending.domain.add;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.domain.Subdomains;

/** Body of the request to add a domain. */
@Schema(name = "CreateDomainRequest", requiredProperties = "domain")
public record AddDomainRequest(
        @Schema(format = "hostname", description = "A fully qualified domain name; IDNs in either form.") @Nullable String domain,

        @Schema(hidden = true) @Nullable String dkimPrivateKey,

        @Schema(maxLength = 63, description = "One DNS label; left out: `click`.") @Nullable String trackingSubdomain,

        @Schema(maxLength = 63, description = "One DNS label; left out: `bounces`.") @Nullable String returnPathSubdomain,

        @Schema(maxLength = 63, description = "One DNS label; left out: `preferences`.") @Nullable String subscriptionSubdomain,

        @Schema(hidden = true) @Nullable String mediaSubdomain,
        @Schema(hidden = true) @Nullable Integer dkimRotationIntervalDays,
        @Schema(hidden = true) @Nullable String dkimSelector) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    /** The longest name in front of the domain is a selector of 62 characters and {@code ._domainkey.}. */
    private static final int MAX_NAME_LENGTH = 253 - 63 - 12;

    /** Refuses what is not supported yet, by name: nothing is silently ignored. */
    void refuseUnsupported() {
        refuseIf(dkimPrivateKey != null, "dkim_private_key");
        refuseIf(mediaSubdomain != null, "media_subdomain");
        refuseIf(dkimRotationIntervalDays != null, "dkim_rotation_interval_days");
        refuseIf(dkimSelector != null && !dkimSelector.isBlank(), "dkim_selector");
    }

    private static void refuseIf(boolean given, String field) {
        if (given) {
            throw Refusal.badRequest(field + " is not supported yet");
        }
    }

    String name() {
        String name = Inputs.domain("domain", domain);
        if (name.length() > MAX_NAME_LENGTH) {
            throw Refusal.badRequest("domain must be at most " + MAX_NAME_LENGTH + " characters long");
        }
        return name;
    }

    Subdomains subdomains() {
        Subdomains chosen = new Subdomains(
                label("return_path_subdomain", returnPathSubdomain),
                label("tracking_subdomain", trackingSubdomain),
                label("subscription_subdomain", subscriptionSubdomain));
        Set<String> hosts = new HashSet<>();
        hosts.add(chosen.returnPathOrDefault());
        hosts.add(chosen.trackingOrDefault());
        hosts.add(chosen.subscriptionOrDefault());
        if (hosts.size() < 3) {
            throw Refusal.badRequest("the subdomains for return path, tracking and subscription must differ");
        }
        return chosen;
    }

    private static @Nullable String label(String field, @Nullable String value) {
        if (value == null) {
            return null;
        }
        String label = value.strip().toLowerCase(Locale.ROOT);
        if (!LABEL.matcher(label).matches()) {
            throw Refusal.badRequest(
                    field + " must be one DNS label: 1 to 63 letters, digits and inner hyphens, such as mail");
        }
        return label;
    }
}
