package org.subaccounts.sending;

import java.util.Map;
import org.subaccounts.platform.http.Refusal;

/** 503: more requests of one account are under way, or wait for each other, than can be held. */
public final class TooManyAtOnce extends Refusal {
    private static final long serialVersionUID = 1L;

    TooManyAtOnce() {
        super(503, "too many such requests of this account at once; try again", Map.of("Retry-After", "1"));
    }
}
