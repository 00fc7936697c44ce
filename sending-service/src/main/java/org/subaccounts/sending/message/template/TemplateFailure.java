package org.subaccounts.sending.message.template;

/** A template that cannot be rendered; the message says why, for its author. */
public final class TemplateFailure extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateFailure(String reason) {
        super(reason, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
