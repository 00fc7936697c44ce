package org.subaccounts.platform.eventstore;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.axonframework.common.IdentifierFactory;

/**
 * UUID version 7 (RFC 9562): milliseconds, then 74 random bits. Message and event ids have to be unique, not secret, so
 * they do not queue for the lock of a SecureRandom. Found by Axon through the ServiceLoader.
 */
public final class TimeOrderedIdentifierFactory extends IdentifierFactory {
    private static final long VERSION_7 = 0x7000L;
    private static final long RFC_VARIANT = 0x8000000000000000L;

    @Override
    public String generateIdentifier() {
        return next().toString();
    }

    /** The same for code that keeps ids as UUIDs. */
    public static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | VERSION_7 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | RFC_VARIANT;
        return new UUID(high, low);
    }
}
