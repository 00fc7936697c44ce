package org.subaccounts.billing.invoice.document;

import java.util.Map;
import org.subaccounts.platform.http.Refusal;

/** More documents are asked for than can be made; the same request works a little later. */
public final class RenderingBusy extends Refusal {
    private static final long serialVersionUID = 1L;
    private static final String RETRY_AFTER_SECONDS = "5";

    RenderingBusy() {
        super(
                503,
                "too many documents are being made at the moment, please try again",
                Map.of("Retry-After", RETRY_AFTER_SECONDS));
    }
}
