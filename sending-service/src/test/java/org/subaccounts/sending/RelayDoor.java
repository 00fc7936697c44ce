package org.subaccounts.sending;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A door in front of the SMTP relay: forwards bytes while it is open; closed, connections break and new ones are refused. */
final class RelayDoor {
    private static final Pattern SENDER = Pattern.compile("MAIL FROM:<([^>]*)>");

    private final Vertx vertx;
    private final NetClient client;
    private final String relayHost;
    private final int relayPort;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final List<String> senders = new CopyOnWriteArrayList<>();
    private int port;
    private @Nullable NetServer server;

    RelayDoor(Vertx vertx, String relayHost, int relayPort) {
        this.vertx = vertx;
        this.client = vertx.createNetClient();
        this.relayHost = relayHost;
        this.relayPort = relayPort;
    }

    int port() {
        return port;
    }

    /** The second time on the same port. */
    synchronized Future<Void> open() {
        if (server != null) {
            return Future.succeededFuture();
        }
        NetServer opened = vertx.createNetServer().connectHandler(this::forward);
        server = opened;
        return opened.listen(port, "127.0.0.1").map(listening -> {
            port = listening.actualPort();
            return null;
        });
    }

    synchronized Future<Void> close() {
        NetServer closing = server;
        server = null;
        open.forEach(NetSocket::close);
        return closing == null ? Future.succeededFuture() : closing.close();
    }

    /** Envelope senders, in order. */
    List<String> senders() {
        return List.copyOf(senders);
    }

    private void remember(String commands) {
        Matcher sender = SENDER.matcher(commands);
        while (sender.find()) {
            senders.add(sender.group(1));
        }
    }

    private void forward(NetSocket from) {
        from.pause();
        open.add(from);
        client.connect(relayPort, relayHost)
                .onSuccess(to -> {
                    from.closeHandler(_ -> {
                        open.remove(from);
                        to.close();
                    });
                    to.closeHandler(_ -> from.close());
                    from.handler(bytes -> {
                        remember(bytes.toString());
                        to.write(bytes);
                    });
                    to.handler(from::write);
                    from.resume();
                })
                .onFailure(_ -> from.close());
    }
}
