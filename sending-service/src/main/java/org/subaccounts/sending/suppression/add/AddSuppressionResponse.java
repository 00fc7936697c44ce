package org.subaccounts.sending.suppression.add;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.subaccounts.sending.suppression.Suppression;

/** The new suppression, as a list of one. */
@Schema(name = "CreateSuppressionResponse")
public record AddSuppressionResponse(
        @Schema(enumeration = "list") String object, List<Suppression> data) {
    static AddSuppressionResponse of(Suppression suppression) {
        return new AddSuppressionResponse("list", List.of(suppression));
    }
}
