package org.subaccounts.sending.domain.update;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainRefusal;
import org.subaccounts.sending.domain.SubdomainRule;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.SelectorRule;
import org.subaccounts.sending.domain.update.UpdateDomain.SelectorChange;

/** Body of the request to change a domain. */
@Schema(name = "UpdateDomainRequest", description = "What is left out or null stays as it is.")
public record UpdateDomainRequest(
        @Schema(maxLength = 63, description = "One DNS label.") @Nullable String trackingSubdomain,

        @Schema(maxLength = 63, description = "One DNS label.") @Nullable String returnPathSubdomain,

        @Schema(maxLength = 63, description = "One DNS label.") @Nullable String subscriptionSubdomain,

        @Schema(maxLength = 63, description = "One DNS label.") @Nullable String mediaSubdomain,

        @Schema(description = "Refused: it is for managed DNS, which is not offered.") @Nullable Integer dkimRotationIntervalDays,

        @Schema(
                maxLength = 62,
                description =
                        "One DNS label in letters, digits and inner hyphens; blank: back to the default. To choose one needs"
                                + " the Platform Partner feature.")
        @Nullable String dkimSelector) {

    /** The request, checked by itself. */
    record Changes(Subdomains subdomains, @Nullable SelectorChange selector) {}

    /** Going back to the default is everybody's right: an account may have lost the feature. */
    void checkFeatures(boolean partner) {
        if (dkimRotationIntervalDays != null) {
            throw new DomainRefusal.ManagedDnsOnly("dkim_rotation_interval_days");
        }
        if (dkimSelector != null && !dkimSelector.isBlank() && !partner) {
            throw new DomainRefusal.PartnersOnly("dkim_selector");
        }
    }

    Changes changes() {
        return new Changes(
                new Subdomains(
                        SubdomainRule.label("return_path_subdomain", returnPathSubdomain),
                        SubdomainRule.label("tracking_subdomain", trackingSubdomain),
                        SubdomainRule.label("subscription_subdomain", subscriptionSubdomain),
                        SubdomainRule.label("media_subdomain", mediaSubdomain)),
                selectorChange());
    }

    private @Nullable SelectorChange selectorChange() {
        if (dkimSelector == null) {
            return null;
        }
        return new SelectorChange(dkimSelector.isBlank() ? null : SelectorRule.check("dkim_selector", dkimSelector));
    }
}
