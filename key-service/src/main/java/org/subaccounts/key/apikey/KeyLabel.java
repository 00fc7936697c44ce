package org.subaccounts.key.apikey;

import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;

/** What people call a key: trimmed, 1 to 255 characters. */
public final class KeyLabel {
    /** Characters. */
    public static final int MAX_LENGTH = 255;

    private KeyLabel() {}

    public static String check(@Nullable String label) {
        return Inputs.text("label", label, MAX_LENGTH);
    }
}
