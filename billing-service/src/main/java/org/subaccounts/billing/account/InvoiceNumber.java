package org.subaccounts.billing.account;

import java.util.Locale;
import java.util.UUID;

/**
 * An invoice's number for people: 13 characters of the account and a count of its invoices, {@code 0HNP2V7SK1W3A-0001}. The
 * characters are the lower 62 bits of the account id, which are random in a UUID version 7 (RFC 9562), in Crockford's base 32.
 */
record InvoiceNumber(UUID accountId, int count) {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 13;
    private static final int BITS = 5;
    private static final long WITHOUT_VARIANT = -1L >>> 2;

    String text() {
        char[] account = new char[LENGTH];
        long left = accountId.getLeastSignificantBits() & WITHOUT_VARIANT;
        for (int i = LENGTH - 1; i >= 0; i--) {
            account[i] = DIGITS.charAt((int) left & DIGITS.length() - 1);
            left >>>= BITS;
        }
        return String.format(Locale.ROOT, "%s-%04d", new String(account), count);
    }
}
