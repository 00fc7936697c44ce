package org.subaccounts.sending.domain.checkdns;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.sending.domain.DnsAddress;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.RedirectLoopException;
import org.xbill.DNS.lookup.RedirectOverflowException;

/**
 * Looks records up without a cache of its own, not blocking. An answer that says no is {@code ABSENT}; none in time, or a
 * failure of the server, is {@code UNKNOWN}.
 */
@ApplicationScoped
public class DnsLookups {
    private static final Logger LOG = Logger.getLogger(DnsLookups.class);
    private static final int MAX_ALIASES = 8;
    private static final int TRIES_PER_SERVER = 2;

    private final LookupSession session;
    private final Duration timeout;

    public DnsLookups(
            @ConfigProperty(name = "sending.dns.servers") Optional<List<String>> servers,
            @ConfigProperty(name = "sending.dns.server-timeout") Duration serverTimeout,
            @ConfigProperty(name = "sending.dns.timeout") Duration timeout) {
        this.session = LookupSession.builder()
                .resolver(resolver(servers.orElse(List.of()), serverTimeout, timeout))
                .maxRedirects(MAX_ALIASES)
                // not the common pool of the JVM, which has a single thread on a small machine
                .executor(Infrastructure.getDefaultExecutor())
                .build();
        this.timeout = timeout;
    }

    private static Resolver resolver(List<String> servers, Duration serverTimeout, Duration timeout) {
        List<InetSocketAddress> addresses = servers.isEmpty()
                ? ResolverConfig.getCurrentConfig().servers()
                : servers.stream().map(DnsAddress::of).toList();
        List<Resolver> each = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            Resolver server = new AnsweringResolver(address);
            server.setTimeout(serverTimeout);
            each.add(server);
        }
        ExtendedResolver resolver = new ExtendedResolver(each);
        resolver.setTimeout(timeout);
        resolver.setRetries(TRIES_PER_SERVER);
        return resolver;
    }

    /** Completes, never fails, on a thread of the resolver. */
    public CompletionStage<Map<ExpectedRecord, Observation>> observe(List<ExpectedRecord> records) {
        Map<ExpectedRecord, CompletableFuture<Observation>> running =
                records.stream().collect(Collectors.toMap(expected -> expected, this::observe));
        return CompletableFuture.allOf(running.values().toArray(new CompletableFuture<?>[0]))
                .thenApply(_ -> running.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().join())));
    }

    private CompletableFuture<Observation> observe(ExpectedRecord expected) {
        return matches(expected)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(found -> found ? Observation.PROPAGATED : Observation.ABSENT)
                .exceptionally(failure -> {
                    LOG.debugf("lookup of %s %s failed: %s", expected.host(), expected.type(), failure);
                    return Observation.UNKNOWN;
                });
    }

    private CompletableFuture<Boolean> matches(ExpectedRecord expected) {
        try {
            Name host = absolute(expected.host());
            return switch (expected.type()) {
                case TXT -> lookup(host, Type.TXT).thenApply(found -> RecordMatch.text(expected, texts(found)));
                case CNAME -> reaches(host, absolute(expected.content()), MAX_ALIASES);
                case MX -> lookup(host, Type.MX).thenApply(found -> hasExchange(found, expected.content()));
            };
        } catch (TextParseException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether the alias leads to the target, directly or over other aliases. */
    private CompletableFuture<Boolean> reaches(Name host, Name target, int aliasesLeft) {
        return lookup(host, Type.CNAME).thenCompose(found -> {
            if (found.isEmpty() || !(found.getFirst() instanceof CNAMERecord alias)) {
                return CompletableFuture.completedFuture(false);
            }
            if (alias.getTarget().equals(target)) {
                return CompletableFuture.completedFuture(true);
            }
            return aliasesLeft > 1
                    ? reaches(alias.getTarget(), target, aliasesLeft - 1)
                    : CompletableFuture.completedFuture(false);
        });
    }

    /** No records when there is certainly no such record. */
    private CompletableFuture<List<Record>> lookup(Name name, int type) {
        return session.lookupAsync(name, type).toCompletableFuture().handle((result, failure) -> {
            if (failure == null) {
                return result.getRecords();
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (isAnswer(cause)) {
                return List.<Record>of();
            }
            throw new CompletionException(cause);
        });
    }

    /** Aliases that lead nowhere are an answer; data that contradict themselves are none. */
    private static boolean isAnswer(Throwable failure) {
        return failure instanceof NoSuchDomainException
                || failure instanceof NoSuchRRSetException
                || failure instanceof RedirectLoopException
                || failure instanceof RedirectOverflowException;
    }

    private static List<String> texts(List<Record> records) {
        return records.stream()
                .filter(TXTRecord.class::isInstance)
                .map(record -> text((TXTRecord) record))
                .toList();
    }

    /** As it is sent: a text for people would have escapes. */
    private static String text(TXTRecord record) {
        StringBuilder text = new StringBuilder();
        record.getStringsAsByteArrays().forEach(part -> text.append(new String(part, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    /** Whatever its preference; other exchanges beside it do no harm. */
    private static boolean hasExchange(List<Record> records, String preferenceAndHost) {
        String host = preferenceAndHost.substring(preferenceAndHost.indexOf(' ') + 1) + ".";
        return records.stream()
                .anyMatch(record -> record instanceof MXRecord mx
                        && mx.getTarget().toString().equalsIgnoreCase(host));
    }

    private static Name absolute(String name) throws TextParseException {
        return Name.fromString(name, Name.root);
    }
}
