package org.subaccounts.sending.domain.records;

/**
 * One record to publish, in zone file notation without trailing dots: {@code host type content}.
 *
 * @param required whether the domain is verified only with it
 */
public record ExpectedRecord(RecordKind kind, Type type, String host, String content, boolean required) {
    /** The record types in use. */
    public enum Type {
        CNAME,
        TXT,
        MX
    }
}
