package org.subaccounts.sending.domain.records;

/** One record to publish, in zone file notation without trailing dots: {@code host type content}. */
public record ExpectedRecord(RecordKind kind, Type type, String host, String content) {
    /** The record types in use. */
    public enum Type {
        CNAME,
        TXT,
        MX
    }
}
