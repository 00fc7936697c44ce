package org.subaccounts.sending;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.testkit.PlatformTestResource;

/** The platform's servers, with doors in front of the SMTP relay and DNS, and keys that tests register; short pauses. */
public class SendingTestResource extends PlatformTestResource {
    /** Has the name of the server that takes bounces. */
    public static final String BOUNCES = "bounces.test.example.net";

    private @Nullable Vertx vertx;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        Vertx started = Vertx.vertx();
        vertx = started;
        RelayDoor door = new RelayDoor(
                started,
                settings.getOrDefault("SMTP_RELAY_HOST", ""),
                Integer.parseInt(settings.getOrDefault("SMTP_RELAY_PORT", "")));
        await(door.open());
        settings.put("SMTP_RELAY_PORT", Integer.toString(door.port()));
        String dnsServer = settings.getOrDefault("DNS_SERVERS", "");
        DnsDoor dns = new DnsDoor(
                started,
                dnsServer.substring(0, dnsServer.indexOf(':')),
                Integer.parseInt(dnsServer.substring(dnsServer.indexOf(':') + 1)));
        settings.put("DNS_SERVERS", await(dns.start()));
        settings.put(
                "KEY_SERVICE_URL",
                await(IntrospectionEndpoint.start(started, door, dns)).url());
        settings.put("ACCOUNT_SERVICE_URL", "http://127.0.0.1:1");
        settings.put("sending.delivery.pauses", "500ms,1s,1s,1s,1s,1s");
        settings.put("sending.delivery.poll-every", "100ms");
        settings.put("sending.automation.every", "1s");
        settings.put("BOUNCE_SMTP_PORT", "0");
        settings.put("BOUNCE_SMTP_HOST", "127.0.0.1");
        settings.put(
                "quarkus.tls.bounce.key-store.p12.path", newCertificate().file().toString());
        settings.put("quarkus.tls.bounce.key-store.p12.password", TestCertificate.PASSWORD);
        settings.put("sending.bounce.idle-timeout", "3s");
        settings.put("sending.reputation.review-every", "1s");
        settings.put("platform.rate-limit.statistics-requests-per-second", "20");
        settings.put("sending.dns.server-timeout", "1s");
        settings.put("sending.dns.timeout", "4s");
        settings.put("sending.dns.cache.incomplete", "0s");
        settings.put("sending.dns.recheck.max-in-flight", "8");
        return settings;
    }

    @Override
    public void stop() {
        if (vertx != null) {
            await(vertx.close());
        }
        super.stop();
    }

    private static TestCertificate newCertificate() {
        try {
            return TestCertificate.of(BOUNCES, Files.createTempDirectory("certificate"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
