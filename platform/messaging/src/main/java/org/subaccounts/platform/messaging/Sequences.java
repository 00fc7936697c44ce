package org.subaccounts.platform.messaging;

import java.util.Locale;

/** CloudEvents {@code sequence} extension: tail positions as text whose lexicographic order is the tail's order. */
final class Sequences {
    private Sequences() {}

    static String of(long txid, long position) {
        return String.format(Locale.ROOT, "%020d-%020d", txid, position);
    }
}
