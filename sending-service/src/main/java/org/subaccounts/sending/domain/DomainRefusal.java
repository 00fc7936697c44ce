package org.subaccounts.sending.domain;

/** Why a change of a domain is refused; the message is for the caller. */
public abstract sealed class DomainRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DomainRefusal(String message) {
        super(message, null, false, false);
    }

    /** No such domain, or it was removed. */
    public static final class NotFound extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("domain not found");
        }
    }

    /** A field that only accounts with the Platform Partner feature may use. */
    public static final class PartnersOnly extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public PartnersOnly(String field) {
            super(field + " needs the Platform Partner feature");
        }
    }

    /** A field that is about managed DNS, which is not offered. */
    public static final class ManagedDnsOnly extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public ManagedDnsOnly(String field) {
            super(field + " is for domains with managed DNS, and this is none; leave it out");
        }
    }

    /** Two of the domain's subdomains would be one. */
    public static final class SubdomainsCollide extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public SubdomainsCollide() {
            super("the subdomains for return path, tracking, subscription and media must differ, defaults included");
        }
    }

    /** Subdomains stay from the first verification on. */
    public static final class SubdomainsLocked extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public SubdomainsLocked() {
            super("the subdomains cannot be changed any more: the domain was verified with them");
        }
    }

    /** The DKIM selector stays from the first verification on. */
    public static final class SelectorLocked extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public SelectorLocked() {
            super("dkim_selector cannot be changed any more: the domain was verified with it");
        }
    }

    /** The key is the owner's, who publishes it; the platform cannot replace it. */
    public static final class KeyOfItsOwn extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public KeyOfItsOwn() {
            super("the domain's DKIM key is published by its owner, so it cannot be rotated");
        }
    }

    /** The last rotation has not ended: its last key is still published. */
    public static final class RotationUnderWay extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public RotationUnderWay() {
            super("a rotation of the domain's DKIM key is under way");
        }
    }

    /** The domain is not verified, or its second DKIM alias was not there at the last look. */
    public static final class NotReadyToRotate extends DomainRefusal {
        private static final long serialVersionUID = 1L;

        public NotReadyToRotate() {
            super("the domain must be verified and its second DKIM record published (rotation_ready)");
        }
    }
}
