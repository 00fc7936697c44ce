package org.subaccounts.sending.message.deliver;

/** The relay was not asked, for a reason of ours that passes by itself: no memory, nobody to write the mail, no database. No attempt. */
final class NotBegun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotBegun(Throwable cause) {
        super(cause.toString(), cause);
    }

    NotBegun(String reason) {
        super(reason);
    }
}
