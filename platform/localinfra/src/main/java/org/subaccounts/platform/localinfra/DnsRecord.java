package org.subaccounts.platform.localinfra;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A record to publish: type (A, AAAA, CNAME, MX, NS, TXT), host without trailing dot, and content as people write it: a TXT
 * text without quotes and of any length, "10 mail.example.com" for MX. Names are absolute.
 */
public record DnsRecord(String type, String host, String content) {
    private static final Set<String> TYPES = Set.of("A", "AAAA", "CNAME", "MX", "NS", "TXT");
    private static final int TTL_SECONDS = 5;
    private static final int STRING_BYTES = 255;
    private static final int MAX_CONTENT_LENGTH = 4096;

    /** Normalizes; fails with IllegalArgumentException and a message fit to show when something is not a DNS record. */
    public DnsRecord {
        type = type.trim().toUpperCase(Locale.ROOT);
        host = withoutTrailingDot(host.trim().toLowerCase(Locale.ROOT));
        content = content.trim();
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("type must be one of A, AAAA, CNAME, MX, NS, TXT");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is missing");
        }
        if (content.isEmpty() || content.length() > MAX_CONTENT_LENGTH) {
            throw new IllegalArgumentException("content must have 1 to " + MAX_CONTENT_LENGTH + " characters");
        }
        if (!type.equals("TXT")) {
            content = withoutTrailingDot(content.toLowerCase(Locale.ROOT));
        }
        wire(type, host, content);
    }

    Name name() {
        return absolute(host);
    }

    Record wire() {
        return wire(type, host, content);
    }

    private static Record wire(String type, String host, String content) {
        Name owner = absolute(host);
        try {
            return switch (type) {
                case "TXT" -> new TXTRecord(owner, DClass.IN, TTL_SECONDS, strings(content));
                case "CNAME" -> new CNAMERecord(owner, DClass.IN, TTL_SECONDS, absolute(content));
                default -> Record.fromString(owner, Type.value(type), DClass.IN, TTL_SECONDS, content, Name.root);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("content is not valid for type " + type, e);
        }
    }

    /** A text longer than one character-string (RFC 1035, 3.3.14) is cut; a quoted one is taken as it was cut. */
    private static List<String> strings(String content) {
        if (content.startsWith("\"") && content.endsWith("\"") && content.length() > 1) {
            return List.of(content.substring(1, content.length() - 1).split("\"\\s+\""));
        }
        List<String> strings = new ArrayList<>();
        for (int start = 0; start < content.length(); start += STRING_BYTES) {
            strings.add(content.substring(start, Math.min(content.length(), start + STRING_BYTES))
                    .replace("\\", "\\\\"));
        }
        return strings;
    }

    private static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a DNS name: " + name, e);
        }
    }

    private static String withoutTrailingDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
