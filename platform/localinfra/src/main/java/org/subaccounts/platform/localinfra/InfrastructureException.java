package org.subaccounts.platform.localinfra;

/** A local server could not be started; the message is one line for the person at the keyboard. */
public class InfrastructureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InfrastructureException(String message) {
        super(message);
    }

    public InfrastructureException(String message, Throwable cause) {
        super(message, cause);
    }
}
