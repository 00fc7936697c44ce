package org.subaccounts.sending.message.template;

/** A template that cannot be rendered; the message says why, for its author. */
public final class TemplateFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    TemplateFailure(String reason) {
        this(reason, false);
    }

    TemplateFailure(String reason, boolean passing) {
        super(reason, null, false, false);
        this.passing = passing;
    }

    /** Whether another time may do better: there was no time, or the service stops. */
    public boolean isPassing() {
        return passing;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
