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

    /** A scope for a domain that the account of the key does not own. */
    public static final class DomainNotOwned extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public DomainNotOwned(String domain) {
            super("scopes: the account has no domain " + Echo.of(domain));
        }
    }

    /** An entry of the allow list that is not an address block, or a list that is too long. */
    public static final class InvalidAddressBlock extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public InvalidAddressBlock(String message) {
            super(message);
        }
    }

    /** An update that leaves the key as it is. */
    public static final class NothingChanges extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public NothingChanges() {
            super("the update changes nothing: give a label, scopes or ip_allow_list that differs from the key's");
        }
    }

    /** Nobody grants what he does not hold. */
    public static final class BeyondOwnScopes extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public BeyondOwnScopes(String scope) {
            super("the scope " + Echo.of(scope) + " cannot be granted by a key that does not hold it");
        }
    }

    /** A key must not shut out the address from which it is used to say so. */
    public static final class LocksItselfOut extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public LocksItselfOut() {
            super("this ip_allow_list would lock the calling key out: it does not cover the address of this request");
        }
    }

    /** sending-service, which knows the domains, cannot be asked. */
    public static final class DomainsUnknown extends ApiKeyRefusal {
        private static final long serialVersionUID = 1L;

        public DomainsUnknown() {
            super("the domains of the scopes cannot be looked up at the moment, please try again");
        }
    }
}
