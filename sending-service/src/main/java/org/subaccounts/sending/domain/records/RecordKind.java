package org.subaccounts.sending.domain.records;

/** The purposes that a domain's records serve. Stored by name. */
public enum RecordKind {
    DKIM("DKIM", true),
    RETURN_PATH("Return path", true),
    TRACKING("Tracking", false),
    SUBSCRIPTION("Subscription management", false),
    DMARC("DMARC", false),
    INBOUND("Inbound mail", false);

    private final String label;
    private final boolean required;

    RecordKind(String label, boolean required) {
        this.label = label;
        this.required = required;
    }

    public String label() {
        return label;
    }

    /** Whether the domain is verified only with this record. */
    public boolean required() {
        return required;
    }
}
