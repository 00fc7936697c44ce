package org.subaccounts.key.apikey.issue;

import java.util.HexFormat;
import org.subaccounts.platform.security.KeyFormat;

/** A secret on its way to its owner; prints as nothing. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** SHA-256, hexadecimal. */
    String hash() {
        return HexFormat.of().formatHex(KeyFormat.hash(text));
    }

    @Override
    public String toString() {
        return "***";
    }
}
