package org.subaccounts.sending.domain.records;

/** The purposes that a domain's records serve. Stored by name. */
public enum RecordKind {
    DKIM("DKIM"),
    DKIM_2("DKIM, second key"),
    RETURN_PATH("Return path"),
    TRACKING("Tracking"),
    SUBSCRIPTION("Subscription management"),
    MEDIA("Media"),
    DMARC("DMARC"),
    INBOUND("Inbound mail"),
    /** The platform's own record at the end of a delegated DKIM alias; owners are not shown it. */
    DKIM_KEY("DKIM key");

    private final String label;

    RecordKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** The alias of a slot of a delegated domain. */
    public static RecordKind ofDkimSlot(int slot) {
        return slot == 1 ? DKIM : DKIM_2;
    }
}
