package org.subaccounts.sending.domain.add;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.domain.DomainRefusal;
import org.subaccounts.sending.domain.SubdomainRule;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.SelectorRule;

/** Body of the request to add a domain. */
@Schema(name = "CreateDomainRequest", requiredProperties = "domain")
public record AddDomainRequest(
        @Schema(format = "hostname", description = "A fully qualified domain name; IDNs in either form.") @Nullable String domain,

        @Schema(
                maxLength = 16384,
                description =
                        "An RSA key of 1024 to 4096 bits to sign with: PEM (PKCS #1 or PKCS #8, no passphrase), or its base64"
                                + " alone. Its owner publishes it as a TXT record. Left out: the platform makes a key and can replace"
                                + " it. Needs the Platform Partner feature.")
        @Nullable String dkimPrivateKey,

        @Schema(maxLength = 63, description = "One DNS label; left out: `click`.") @Nullable String trackingSubdomain,

        @Schema(maxLength = 63, description = "One DNS label; left out: `bounces`.") @Nullable String returnPathSubdomain,

        @Schema(maxLength = 63, description = "One DNS label; left out: `preferences`.") @Nullable String subscriptionSubdomain,

        @Schema(maxLength = 63, description = "One DNS label; left out: `media`.") @Nullable String mediaSubdomain,

        @Schema(description = "Refused: it is for managed DNS, which is not offered.") @Nullable Integer dkimRotationIntervalDays,

        @Schema(
                maxLength = 62,
                description =
                        "One DNS label in letters, digits and inner hyphens; left out, null or blank: the default. Needs the"
                                + " Platform Partner feature.")
        @Nullable String dkimSelector) {
    /** The longest name in front of the domain is a second selector of 63 characters and {@code ._domainkey.}. */
    private static final int MAX_NAME_LENGTH = 253 - 63 - 12;

    /** What only some may use, and what nobody may. */
    void checkFeatures(boolean partner) {
        if (dkimRotationIntervalDays != null) {
            throw new DomainRefusal.ManagedDnsOnly("dkim_rotation_interval_days");
        }
        if (dkimPrivateKey != null && !partner) {
            throw new DomainRefusal.PartnersOnly("dkim_private_key");
        }
        if (hasSelector() && !partner) {
            throw new DomainRefusal.PartnersOnly("dkim_selector");
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
                SubdomainRule.label("return_path_subdomain", returnPathSubdomain),
                SubdomainRule.label("tracking_subdomain", trackingSubdomain),
                SubdomainRule.label("subscription_subdomain", subscriptionSubdomain),
                SubdomainRule.label("media_subdomain", mediaSubdomain));
        if (!chosen.differ()) {
            throw new DomainRefusal.SubdomainsCollide();
        }
        return chosen;
    }

    @Nullable String selectorOverride() {
        return dkimSelector == null || dkimSelector.isBlank()
                ? null
                : SelectorRule.check("dkim_selector", dkimSelector);
    }

    private boolean hasSelector() {
        return dkimSelector != null && !dkimSelector.isBlank();
    }

    /** Without the private key. */
    @Override
    public String toString() {
        return "AddDomainRequest[domain=" + domain + "]";
    }
}
