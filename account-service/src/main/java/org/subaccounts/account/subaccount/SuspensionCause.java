package org.subaccounts.account.subaccount;

import com.fasterxml.jackson.annotation.JsonProperty;

/** On whose behalf a sub account is suspended; only they can lift it. The names are stored. */
public enum SuspensionCause {
    /** The parent decided it, and lifts it. */
    @JsonProperty("parent")
    PARENT,
    /** The platform protects its reputation; an operator lifts it. */
    @JsonProperty("reputation")
    REPUTATION
}
