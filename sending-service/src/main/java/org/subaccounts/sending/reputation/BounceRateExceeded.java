package org.subaccounts.sending.reputation;

import java.time.Instant;
import java.util.UUID;

/** Stored when a child comes above the limit. Private to this service; published by the outbound mapping. */
public record BounceRateExceeded(
        UUID accountId, Instant windowStart, Instant windowEnd, long sent, long bounced, double limitPercent) {
    public static final String TYPE = "sending.BounceRateExceeded";
}
