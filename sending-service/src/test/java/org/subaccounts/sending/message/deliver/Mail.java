package org.subaccounts.sending.message.deliver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.subaccounts.platform.testkit.TestDns;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;

/** A mail as it arrived, parsed by Apache mime4j and its signature checked by Apache jDKIM with the key from DNS. */
final class Mail {
    private final byte[] raw;
    private final Message message;

    private Mail(byte[] raw, Message message) {
        this.raw = raw;
        this.message = message;
    }

    Message message() {
        return message;
    }

    static Mail parse(byte[] raw) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        return new Mail(raw, builder.parseMessage(new ByteArrayInputStream(raw)));
    }

    /** The domains whose signatures verify; fails if one does not. */
    List<String> signers(TestDns dns) throws IOException, FailException {
        DKIMVerifier verifier =
                new DKIMVerifier((method, selector, token) -> keys(dns, selector + "._domainkey." + token));
        return verifier.verify(new ByteArrayInputStream(raw)).stream()
                .map(SignatureRecord::getDToken)
                .map(CharSequence::toString)
                .toList();
    }

    String header(String name) {
        return message.getHeader().getField(name).getBody();
    }

    String text() throws IOException {
        return part("text/plain");
    }

    String html() throws IOException {
        return part("text/html");
    }

    /** Of the parts that are no multiparts, in order. */
    List<String> types() {
        return parts(message).map(Entity::getMimeType).toList();
    }

    private String part(String type) throws IOException {
        Entity part = parts(message)
                .filter(entity -> entity.getMimeType().equals(type))
                .findFirst()
                .orElseThrow();
        TextBody body = (TextBody) part.getBody();
        String charset = body.getMimeCharset() == null ? StandardCharsets.UTF_8.name() : body.getMimeCharset();
        return new String(body.getInputStream().readAllBytes(), charset);
    }

    private static Stream<Entity> parts(Entity entity) {
        return entity.getBody() instanceof Multipart multipart
                ? multipart.getBodyParts().stream().flatMap(Mail::parts)
                : Stream.of(entity);
    }

    private static List<String> keys(TestDns dns, String host) {
        LookupSession session = LookupSession.builder()
                .resolver(new SimpleResolver(new InetSocketAddress(dns.host(), dns.port())))
                .build();
        try {
            return session
                    .lookupAsync(Name.fromString(host, Name.root), Type.TXT)
                    .toCompletableFuture()
                    .get()
                    .getRecords()
                    .stream()
                    .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                    .toList();
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException("no key at " + host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
