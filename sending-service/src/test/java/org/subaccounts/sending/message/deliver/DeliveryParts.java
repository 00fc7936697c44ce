package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.subaccounts.platform.http.SecretBox;
import org.subaccounts.sending.domain.dkim.DkimKeyPair;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.message.ReturnPaths;
import org.subaccounts.sending.message.template.Templates;
import org.subaccounts.sending.tracking.TrackedHtml;
import org.subaccounts.sending.tracking.TrackingTokens;

/** Parts of the delivery, put together by hand, for tests without the whole service. */
final class DeliveryParts {
    static final SecretBox BOX = new SecretBox(Base64.getEncoder().encodeToString(new byte[32]), Optional.empty());
    static final DkimKeys KEYS = new DkimKeys(BOX);
    static final DkimKeyPair PAIR = DkimKeyPair.generate();

    private DeliveryParts() {}

    static DkimKeys.Sealed sealedKey() {
        return KEYS.seal(Buffer.buffer(PAIR.privateKey().getBytes()));
    }

    static Relay relay(int port, Duration sendTimeout, SimpleMeterRegistry meters) {
        return new Relay(
                settings("127.0.0.1", port, sendTimeout, RelaySettings.Encryption.DISABLED, Optional.empty()),
                new RelayTls(Optional.empty()),
                delivery(sendTimeout.plusSeconds(1)),
                writer(),
                meters);
    }

    static MailWriter writer() {
        return new MailWriter(KEYS, new Templates(), new ReturnPaths(BOX), tracked());
    }

    private static TrackedHtml tracked() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        return new TrackedHtml(new TrackingTokens(key, Optional.empty()), "https");
    }

    static DeliverySettings delivery(Duration lease) {
        return new DeliverySettings() {
            @Override
            public Duration lease() {
                return lease;
            }

            @Override
            public Duration pollEvery() {
                return Duration.ofMillis(100);
            }

            @Override
            public int maxInFlight() {
                return 20;
            }

            @Override
            public long maxBytesInFlight() {
                return 16 * 1024 * 1024;
            }

            @Override
            public List<Duration> pauses() {
                return List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
            }
        };
    }

    static RelaySettings settings(
            String host,
            int port,
            Duration sendTimeout,
            RelaySettings.Encryption encryption,
            Optional<String> username) {
        return new RelaySettings() {
            @Override
            public String host() {
                return host;
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public Encryption starttls() {
                return encryption;
            }

            @Override
            public Optional<String> username() {
                return username;
            }

            @Override
            public Optional<String> password() {
                return username.map(name -> "password of " + name);
            }

            @Override
            public Optional<String> ownHostname() {
                return Optional.of("sender.example.net");
            }

            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(2);
            }

            @Override
            public Duration idleTimeout() {
                return Duration.ofSeconds(20);
            }

            @Override
            public Duration sendTimeout() {
                return sendTimeout;
            }

            @Override
            public Duration keepAlive() {
                return Duration.ofSeconds(30);
            }

            @Override
            public int threads() {
                return 1;
            }
        };
    }
}
