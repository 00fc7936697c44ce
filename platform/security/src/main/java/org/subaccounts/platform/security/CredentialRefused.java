package org.subaccounts.platform.security;

/**
 * The credential does not authenticate (401), or nobody can say so now (503). Carries the message for the caller through
 * quarkus-oidc, as the cause of its own exception.
 */
final class CredentialRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    CredentialRefused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
