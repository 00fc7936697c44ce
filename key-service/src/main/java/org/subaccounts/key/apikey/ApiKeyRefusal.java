package org.subaccounts.key.apikey;

/** Why something about an API key is refused; the message is for the caller. */
public abstract sealed class ApiKeyRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ApiKeyRefusal(String message) {
        super(message, null, false, false);
    }

    /** No such key of this account. */
    public static final class NotFound extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("API key not found");
        }
    }

    /** A scope that does not exist, is given twice, or that this account cannot have. */
    public static final class InvalidScope extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public InvalidScope(String message) {
            super(message);
        }
    }

    /** An entry of the allow list that is not an address block, or a list that is too long. */
    public static final class InvalidAddressBlock extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public InvalidAddressBlock(String message) {
            super(message);
        }
    }

    /** Nobody grants what he does not hold. */
    public static final class BeyondOwnScopes extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public BeyondOwnScopes(String scope) {
            super("the scope " + scope + " cannot be granted by a key that does not hold it");
        }
    }
}
