package org.subaccounts.local;

/** The platform cannot start or the demonstration cannot go on; the message is the one line that a person sees. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
