package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.sending.TestCertificate;
import org.subaccounts.sending.message.deliver.RelaySettings.Encryption;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.BasicMessageListener;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/** STARTTLS (RFC 3207) and AUTH (RFC 4954) with an SMTP server of another make. */
class RelayEncryptionTest {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(20);
    private static final String USER = "platform";

    private final Path directory;
    private final List<Boolean> encrypted = new CopyOnWriteArrayList<>();
    private Optional<SMTPServer> server = Optional.empty();

    RelayEncryptionTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void stop() {
        server.ifPresent(SMTPServer::stop);
    }

    @Test
    void requiredIsEncryptedAndTheRelayIsTheOneThatIsTrusted() throws Exception {
        TestCertificate certificate = certificateOf("localhost");
        start(certificate, false);

        assertThat(send(Encryption.REQUIRED, trusting(certificate), Optional.empty()))
                .isInstanceOf(Outcome.Delivered.class);

        assertThat(encrypted).containsExactly(true);
    }

    @Test
    void requiredSendsNothingToARelayWithoutEncryption() throws Exception {
        start(null, false);

        assertDeferred(send(Encryption.REQUIRED, Optional.empty(), Optional.empty()), "STARTTLS is required");
    }

    @Test
    void optionalIsEncryptedIfTheRelayCanAndElseIsNot() throws Exception {
        TestCertificate certificate = certificateOf("localhost");
        start(certificate, false);
        assertThat(send(Encryption.OPTIONAL, trusting(certificate), Optional.empty()))
                .isInstanceOf(Outcome.Delivered.class);
        stop();
        start(null, false);
        assertThat(send(Encryption.OPTIONAL, trusting(certificate), Optional.empty()))
                .isInstanceOf(Outcome.Delivered.class);

        assertThat(encrypted).containsExactly(true, false);
    }

    @Test
    void aRelayWithACertificateThatNobodyTrustsGetsNothing() throws Exception {
        start(certificateOf("localhost"), false);

        assertDeferred(
                send(Encryption.REQUIRED, Optional.empty(), Optional.empty()),
                "unable to find valid certification path");
        assertThat(encrypted).isEmpty();
    }

    @Test
    void aRelayWithTheCertificateOfSomebodyElseGetsNothing() throws Exception {
        TestCertificate certificate = certificateOf("other.example");
        start(certificate, false);

        assertDeferred(send(Encryption.REQUIRED, trusting(certificate), Optional.empty()), "localhost");
        assertThat(encrypted).isEmpty();
    }

    @Test
    void itGetsAllIfHostNamesAreNotToBeChecked() throws Exception {
        TestCertificate certificate = certificateOf("other.example");
        start(certificate, false);

        assertThat(send(Encryption.REQUIRED, Optional.of(new Trusting(certificate, "NONE")), Optional.empty()))
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aRelayThatAsksForAPasswordGetsItEncryptedOnly() throws Exception {
        TestCertificate certificate = certificateOf("localhost");
        start(certificate, true);

        assertThat(send(Encryption.REQUIRED, trusting(certificate), Optional.of(USER)))
                .isInstanceOf(Outcome.Delivered.class);
        assertDeferred(send(Encryption.REQUIRED, trusting(certificate), Optional.of("stranger")), "535");
        assertThat(encrypted).containsExactly(true);
        assertThatThrownBy(() -> send(Encryption.OPTIONAL, trusting(certificate), Optional.of(USER)))
                .hasMessageContaining("sending.relay.starttls must be required");
    }

    private void assertDeferred(Outcome outcome, String reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.reason())
                .contains(reason));
    }

    private Outcome send(Encryption encryption, Optional<TlsConfiguration> tls, Optional<String> user)
            throws Exception {
        Relay relay = new Relay(
                DeliveryParts.settings(
                        "localhost", server.orElseThrow().getPortAllocated(), SEND_TIMEOUT, encryption, user),
                new RelayTls(tls),
                DeliveryParts.delivery(SEND_TIMEOUT.plusSeconds(1)),
                DeliveryParts.writer(),
                new SimpleMeterRegistry());
        try {
            return relay.send(RelayTest.message(), RelayTest.plain())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SEND_TIMEOUT.toSeconds() + 5, TimeUnit.SECONDS);
        } finally {
            relay.close();
        }
    }

    private void start(@org.jspecify.annotations.Nullable TestCertificate certificate, boolean authenticated)
            throws IOException, GeneralSecurityException {
        BasicMessageListener listener = (context, from, to, data) -> encrypted.add(((Session) context).isTLSStarted());
        SMTPServer.Builder builder = SMTPServer.port(0)
                .bindAddress(InetAddress.getByName("localhost"))
                .messageHandler(listener);
        if (certificate != null) {
            builder.enableTLS().startTlsSocketFactory(certificate.ofServer());
        }
        if (authenticated) {
            builder.requireAuth()
                    .requireTLS()
                    .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                        if (!user.equals(USER) || !password.equals("password of " + USER)) {
                            throw new LoginFailedException();
                        }
                    }));
        }
        SMTPServer started = builder.build();
        started.start();
        server = Optional.of(started);
    }

    private TestCertificate certificateOf(String host) throws Exception {
        return TestCertificate.of(host, directory);
    }

    private static Optional<TlsConfiguration> trusting(TestCertificate certificate) {
        return Optional.of(new Trusting(certificate, "HTTPS"));
    }

    private static final class Trusting extends BaseTlsConfiguration {
        private final TestCertificate certificate;
        private final String hostNames;

        private Trusting(TestCertificate certificate, String hostNames) {
            this.certificate = certificate;
            this.hostNames = hostNames;
        }

        @Override
        public Optional<String> getHostnameVerificationAlgorithm() {
            return Optional.of(hostNames);
        }

        @Override
        public SSLContext createSSLContext() throws GeneralSecurityException, IOException {
            return certificate.ofClient();
        }
    }
}
