package org.subaccounts.platform.eventstore;

/** A read model of this database is being rebuilt already, by this process or by another. */
public final class RebuildRunningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RebuildRunningException() {
        super("a read model is being rebuilt already");
    }
}
