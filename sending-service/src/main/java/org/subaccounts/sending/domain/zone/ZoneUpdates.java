package org.subaccounts.sending.domain.zone;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DnsAddress;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Writes TXT records to the platform's own zone by dynamic updates (RFC 2136) over TCP, signed with TSIG (RFC 8945) if a key
 * is configured. Without a server nothing is written: operators then keep the zone themselves.
 */
@ApplicationScoped
public class ZoneUpdates {
    private static final int STRING_BYTES = 255;

    private final @Nullable SimpleResolver server;
    private final Name zone;
    private final long ttlSeconds;
    private final Duration timeout;

    /** A record as it has to be; {@code text} null: gone. */
    public record Wanted(String host, @Nullable String text) {}

    public ZoneUpdates(
            @ConfigProperty(name = "sending.dkim.zone.server") Optional<String> server,
            @ConfigProperty(name = "sending.dkim.zone.name") Optional<String> zone,
            @ConfigProperty(name = "sending.dkim.zone.tsig") Optional<String> tsig,
            @ConfigProperty(name = "sending.dkim.zone.ttl") Duration ttl,
            @ConfigProperty(name = "sending.dkim.zone.timeout") Duration timeout,
            PlatformHosts hosts)
            throws TextParseException {
        this.server = server.map(address -> resolver(address, tsig, timeout)).orElse(null);
        this.zone = Name.fromString(zone.orElse(hosts.dkimZone()), Name.root);
        this.ttlSeconds = ttl.toSeconds();
        this.timeout = timeout;
    }

    private static SimpleResolver resolver(String address, Optional<String> tsig, Duration timeout) {
        SimpleResolver resolver = new SimpleResolver(DnsAddress.of(address));
        resolver.setTCP(true);
        resolver.setTimeout(timeout);
        tsig.map(ZoneUpdates::key).ifPresent(resolver::setTSIGKey);
        return resolver;
    }

    /** {@code algorithm:name:secret}, such as {@code hmac-sha256:sending.:c2VjcmV0}. */
    private static TSIG key(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("sending.dkim.zone.tsig must be algorithm:name:secret");
        }
        return new TSIG(parts[0], parts[1], parts[2]);
    }

    boolean isConfigured() {
        return server != null;
    }

    /** All of them or none; fails when the server does not say yes in time. */
    CompletionStage<Void> apply(List<Wanted> records) {
        SimpleResolver to = server;
        if (to == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("no server for the zone is configured"));
        }
        Update update;
        try {
            update = update(records);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return to.sendAsync(update, Infrastructure.getDefaultExecutor())
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(answer -> {
                    if (answer.getRcode() != Rcode.NOERROR) {
                        throw new IllegalStateException(
                                "the server of zone " + zone + " answered " + Rcode.string(answer.getRcode()));
                    }
                });
    }

    private Update update(List<Wanted> records) throws IOException {
        Update update = new Update(zone);
        for (Wanted wanted : records) {
            Name host = Name.fromString(wanted.host(), Name.root);
            if (wanted.text() == null) {
                update.delete(host, Type.TXT);
            } else {
                update.replace(new TXTRecord(host, DClass.IN, ttlSeconds, strings(wanted.text())));
            }
        }
        return update;
    }

    private static List<String> strings(String text) {
        List<String> strings = new ArrayList<>();
        for (int from = 0; from < text.length(); from += STRING_BYTES) {
            strings.add(text.substring(from, Math.min(text.length(), from + STRING_BYTES)));
        }
        return strings;
    }
}
