package org.subaccounts.platform.messaging;

/** A stored position that does not fit what is there now; going on would lose events, so somebody has to decide. */
final class PositionRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PositionRefusedException(String message) {
        super(message);
    }
}
