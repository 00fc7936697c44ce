package org.subaccounts.sending.message.bounce;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jboss.logging.Logger;
import org.subaccounts.sending.message.ReturnPaths;
import org.subaccounts.sending.message.TlsContexts;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * Listens (SMTP) for delivery status notifications. Connections, their time and the size of a mail are bounded; recipients are only
 * the return paths that this platform made. STARTTLS is offered if the TLS configuration {@code bounce} has a certificate.
 */
@ApplicationScoped
public class BounceServer {
    private static final Logger LOG = Logger.getLogger(BounceServer.class);
    private static final String TLS = "bounce";

    private final BounceSettings settings;
    private final ReturnPaths returnPaths;
    private final RecordReport reports;
    private final Optional<TlsConfiguration> tls;
    private Optional<SMTPServer> server = Optional.empty();

    public BounceServer(
            BounceSettings settings,
            ReturnPaths returnPaths,
            RecordReport reports,
            TlsConfigurationRegistry configurations) {
        this.settings = settings;
        this.returnPaths = returnPaths;
        this.reports = reports;
        this.tls = configurations.get(TLS);
    }

    void start(@Observes StartupEvent event) throws UnknownHostException {
        if (settings.port().isEmpty()) {
            LOG.info("no port for delivery status notifications is set, so none are heard");
            return;
        }
        SMTPServer.Builder server = SMTPServer.port(settings.port().get())
                .bindAddress(InetAddress.getByName(settings.host()))
                .hostName(settings.ownHostname())
                .softwareName("mail")
                .maxConnections(settings.maxConnections())
                .maxMessageSize(settings.maxMessageBytes())
                .maxRecipients(1)
                .connectionTimeout(Math.toIntExact(settings.idleTimeout().toMillis()), TimeUnit.MILLISECONDS)
                .sessionHandler(new Sessions())
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(_ -> new ReportHandler(returnPaths, reports, settings.maxMessageBytes()));
        tls.ifPresent(certificate -> server.enableTLS().startTlsSocketFactory(plain -> encrypted(plain, certificate)));
        SMTPServer started = server.build();
        started.start();
        this.server = Optional.of(started);
        LOG.infof("delivery status notifications are taken on port %d", started.getPortAllocated());
    }

    private static SSLSocket encrypted(Socket plain, TlsConfiguration tls) throws IOException {
        SSLSocket socket = (SSLSocket) TlsContexts.of(tls)
                .getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    void stop(@Observes ShutdownEvent event) {
        server.ifPresent(SMTPServer::stop);
    }

    /** 0 when not listening. */
    public int port() {
        return server.map(SMTPServer::getPortAllocated).orElse(0);
    }

    /** Ends those that take too long: a byte now and then would keep a connection open for ever. */
    private final class Sessions implements SessionHandler {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("bounce-timer").factory());
        private final Map<Session, ScheduledFuture<?>> ends = new ConcurrentHashMap<>();

        @Override
        public SessionAcceptance accept(Session session) {
            ends.put(
                    session,
                    timer.schedule(
                            () -> close(session), settings.sessionTimeout().toMillis(), TimeUnit.MILLISECONDS));
            return SessionAcceptance.success();
        }

        @Override
        public void onSessionEnd(Session session) {
            ScheduledFuture<?> end = ends.remove(session);
            if (end != null) {
                end.cancel(false);
            }
        }

        private static void close(Session session) {
            try {
                session.closeSocket();
            } catch (IOException e) {
                LOG.debug("closing a connection failed", e);
            }
        }
    }
}
