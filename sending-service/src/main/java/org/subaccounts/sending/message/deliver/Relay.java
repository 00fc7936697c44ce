package org.subaccounts.sending.message.deliver;

import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.mail.CanonicalizationAlgorithm;
import io.vertx.ext.mail.DKIMSignOptions;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/**
 * Signs messages and hands them to the SMTP relay, one transaction each over connections that are kept. MIME, signing
 * (most of the CPU) and SMTP run on event loops of their own: mail at volume does not slow the API down.
 */
@Startup // its threads are made before the first message, not on an event loop
@ApplicationScoped
public class Relay {
    private static final String POOL = "relay";
    private static final int MAX_SIGNERS = 256;
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 5;
    /** From twice: a second one added on the way breaks the signature (RFC 6376, 8.15). */
    private static final List<String> SIGNED = List.of(
            "From",
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Reply-To",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");

    private final Vertx vertx;
    private final RelaySettings settings;
    private final DkimKeys keys;
    private final MailConfig connection;
    /** Holds the pool of connections open that the signing clients share. */
    private final MailClient holder;

    private final Map<Signer, MailClient> clients = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Signer, MailClient> eldest) {
            if (size() <= MAX_SIGNERS) {
                return false;
            }
            eldest.getValue().close();
            return true;
        }
    };

    /** With the key: after two rotations a selector stands for another one. */
    private record Signer(DomainId domainId, String selector, DkimKeys.Sealed key) {}

    public Relay(RelaySettings settings, DeliverySettings delivery, DkimKeys keys) {
        if (settings.sendTimeout().compareTo(delivery.lease()) >= 0) {
            throw new IllegalArgumentException(
                    "sending.relay.send-timeout must be shorter than sending.delivery.lease");
        }
        this.settings = settings;
        this.keys = keys;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(settings.threads())
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.connection = connection(settings, delivery.maxInFlight());
        this.holder = MailClient.createShared(vertx, connection, POOL);
    }

    private static MailConfig connection(RelaySettings settings, int maxConnections) {
        MailConfig config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setStarttls(settings.starttls())
                .setMaxPoolSize(maxConnections)
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setKeepAliveTimeoutUnit(TimeUnit.SECONDS)
                // After a refused recipient a server may still take DATA; with one command at a time that cannot
                // happen.
                .setPipelining(false)
                .setUserAgent("mail");
        config.setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
        config.setIdleTimeout(Math.toIntExact(settings.idleTimeout().toMillis()));
        config.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        config.setTcpNoDelay(true);
        settings.ownHostname().ifPresent(config::setOwnHostname);
        if (settings.starttls() == StartTLSOptions.DISABLED) {
            config.setLogin(io.vertx.ext.mail.LoginOption.DISABLED);
        }
        return config;
    }

    /** Never fails: every failure is an outcome. */
    public Future<Outcome> send(ClaimedMessage message, Letter letter) {
        Promise<Outcome> outcome = Promise.promise();
        vertx.runOnContext(_ -> {
            long timer = vertx.setTimer(
                    settings.sendTimeout().toMillis(),
                    _ -> outcome.tryComplete(new Outcome.Deferred("the relay did not answer in time")));
            Future<?> sent;
            try {
                MailMessage mail = MailComposer.compose(message, letter);
                sent = client(message.domainId(), letter).sendMail(mail);
            } catch (RuntimeException e) {
                sent = Future.failedFuture(e);
            }
            sent.onComplete(result -> {
                vertx.cancelTimer(timer);
                outcome.tryComplete(
                        result.succeeded() ? new Outcome.Delivered() : RelayAnswers.meaningOf(result.cause()));
            });
        });
        return outcome.future();
    }

    private synchronized MailClient client(DomainId domain, Letter letter) {
        return clients.computeIfAbsent(
                new Signer(domain, letter.dkimSelector(), letter.dkimKey()),
                signer -> MailClient.createShared(vertx, signing(domain(letter), letter), POOL));
    }

    private static String domain(Letter letter) {
        return letter.fromAddress().substring(letter.fromAddress().lastIndexOf('@') + 1);
    }

    private MailConfig signing(String domain, Letter letter) {
        String privateKey =
                Base64.getEncoder().encodeToString(keys.open(letter.dkimKey()).getBytes());
        return new MailConfig(connection)
                .setEnableDKIM(true)
                .addDKIMSignOption(new DKIMSignOptions()
                        .setPrivateKey(privateKey)
                        .setSdid(domain)
                        .setSelector(letter.dkimSelector())
                        .setHeaderCanonAlgo(CanonicalizationAlgorithm.RELAXED)
                        .setBodyCanonAlgo(CanonicalizationAlgorithm.RELAXED)
                        .setSignedHeaders(SIGNED));
    }

    @PreDestroy
    void close() {
        holder.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            org.jboss.logging.Logger.getLogger(Relay.class).warn("closing the connections to the relay failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
