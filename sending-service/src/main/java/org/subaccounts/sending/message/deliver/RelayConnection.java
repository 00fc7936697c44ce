package org.subaccounts.sending.message.deliver;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One connection to the relay, used by one thread at a time; another one may abort it. */
final class RelayConnection {
    private static final Logger LOG = Logger.getLogger(RelayConnection.class);
    private static final String PREFIX = "mail.smtp.";

    private final SMTPTransport transport;
    private final RelaySettings settings;
    private final RelayTls tls;
    private final Properties properties;
    private final Sockets sockets = new Sockets();
    private boolean used;
    private long idleSinceNanos;

    RelayConnection(RelaySettings settings, RelayTls tls) {
        this.settings = settings;
        this.tls = tls;
        this.properties = properties(settings, sockets);
        this.transport = new SMTPTransport(Session.getInstance(properties), null);
    }

    private static Properties properties(RelaySettings settings, SocketFactory sockets) {
        Properties properties = new Properties();
        properties.put(PREFIX + "socketFactory", sockets);
        properties.put(PREFIX + "socketFactory.fallback", "false");
        properties.put(
                PREFIX + "connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.put(PREFIX + "timeout", Long.toString(settings.idleTimeout().toMillis()));
        properties.put(PREFIX + "quitwait", "false");
        settings.ownHostname().ifPresent(name -> properties.put(PREFIX + "localhost", name));
        properties.put(PREFIX + "auth", Boolean.toString(settings.username().isPresent()));
        boolean encrypted = settings.starttls() != RelaySettings.Encryption.DISABLED;
        properties.put(PREFIX + "starttls.enable", Boolean.toString(encrypted));
        properties.put(
                PREFIX + "starttls.required",
                Boolean.toString(settings.starttls() == RelaySettings.Encryption.REQUIRED));
        return properties;
    }

    void open() throws MessagingException {
        if (settings.starttls() != RelaySettings.Encryption.DISABLED) {
            properties.put(PREFIX + "ssl.socketFactory", tls.sockets());
            properties.put(PREFIX + "ssl.checkserveridentity", Boolean.toString(tls.checksHost()));
        }
        transport.connect(
                settings.host(),
                settings.port(),
                settings.username().orElse(null),
                settings.password().orElse(null));
    }

    /** Whether another mail was sent over it before. */
    boolean isUsed() {
        return used;
    }

    /** Asks the relay, so it takes a round trip. */
    boolean isAlive() {
        return transport.isConnected();
    }

    /** The relay's answer. */
    String send(OutgoingMail mail) throws MessagingException {
        transport.sendMessage(mail, new Address[] {mail.recipient()});
        return transport.getLastServerResponse();
    }

    void idle(long nanos) {
        used = true;
        idleSinceNanos = nanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Says goodbye. */
    void quit() {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("the relay was gone before the end of the connection", e);
        } finally {
            abort();
        }
    }

    /** From any thread: whatever is under way fails at once. A mail that is cut off is never taken for a whole one. */
    void abort() {
        sockets.close();
    }

    private static final class Sockets extends SocketFactory {
        private @Nullable Socket current;
        private boolean closed;

        @Override
        public synchronized Socket createSocket() throws IOException {
            if (closed) {
                throw new IOException("the relay did not answer in time");
            }
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            current = socket;
            return socket;
        }

        synchronized void close() {
            closed = true;
            if (current != null) {
                try {
                    current.close();
                } catch (IOException e) {
                    LOG.debug("closing a connection to the relay failed", e);
                }
            }
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw new IOException("only unconnected sockets are made");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return createSocket(host.getHostAddress(), port);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
                throws IOException {
            return createSocket(address, port);
        }
    }
}
