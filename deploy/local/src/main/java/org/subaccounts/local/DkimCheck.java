package org.subaccounts.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.exceptions.PermFailException;
import org.apache.james.jdkim.exceptions.TempFailException;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Verifies DKIM signatures (RFC 6376) as a receiving server does, with the keys that a DNS server publishes. */
final class DkimCheck {
    private final SimpleResolver resolver;

    /** Server: host:port. */
    DkimCheck(String server) {
        int colon = server.lastIndexOf(':');
        resolver = new SimpleResolver(
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        resolver.setTimeout(Duration.ofSeconds(3));
    }

    /** The domain that signed; fails if no signature is there or one is wrong. */
    String signingDomain(byte[] message) {
        try {
            List<SignatureRecord> signatures = new DKIMVerifier((methods, selector, domain) -> keys(selector, domain))
                    .verify(new ByteArrayInputStream(message));
            if (signatures == null || signatures.isEmpty()) {
                throw new StartFailure("the mail has no DKIM signature");
            }
            return signatures.getFirst().getDToken().toString();
        } catch (FailException e) {
            throw new StartFailure("the DKIM signature does not verify: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartFailure("the mail cannot be read: " + e.getMessage(), e);
        }
    }

    private List<String> keys(CharSequence selector, CharSequence domain) throws TempFailException, PermFailException {
        String name = selector + "._domainkey." + domain + ".";
        try {
            Lookup lookup = new Lookup(Name.fromString(name), Type.TXT);
            lookup.setResolver(resolver);
            lookup.setCache(null);
            Record[] answers = lookup.run();
            if (answers == null) {
                throw new PermFailException("no key at " + name + ": " + lookup.getErrorString());
            }
            return List.of(answers).stream()
                    .map(answer -> String.join("", ((TXTRecord) answer).getStrings()))
                    .toList();
        } catch (IOException e) {
            throw (TempFailException) new TempFailException("the key's name is wrong: " + name).initCause(e);
        }
    }
}
