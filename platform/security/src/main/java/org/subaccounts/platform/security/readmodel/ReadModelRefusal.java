package org.subaccounts.platform.security.readmodel;

import org.subaccounts.platform.http.Refusal;

/** Why an operator's request about a read model is refused. */
public abstract sealed class ReadModelRefusal extends Refusal {
    private static final long serialVersionUID = 1L;

    private ReadModelRefusal(int status, String message) {
        super(status, message);
    }

    /** The service has no read model of that name. */
    public static final class NotFound extends ReadModelRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super(404, "read model not found");
        }
    }

    /** One read model of a service is rebuilt at a time. */
    public static final class AlreadyRunning extends ReadModelRefusal {
        private static final long serialVersionUID = 1L;

        public AlreadyRunning() {
            super(409, "a read model of this service is being rebuilt already");
        }
    }
}
