package org.subaccounts.platform.eventstore;

/** A stored event has a version that this code can neither read nor upcast: it was written by other code. */
public final class UnknownEventVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownEventVersionException(String type, String version, String known) {
        super("stored event " + type + " has version " + version + ", known here: " + known
                + "; an upcaster is missing, or newer code wrote it");
    }
}
