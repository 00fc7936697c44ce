package org.subaccounts.sending.domain.checkdns;

/** What one lookup says about one expected record. */
public enum Observation {
    /** There, with the expected content. */
    PROPAGATED,
    /** Certainly not there, or with other content. */
    ABSENT,
    /** The resolver could not tell this time. */
    UNKNOWN
}
