package org.subaccounts.platform.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network in front of a server that swallows packets: from the first one that contains the chosen text on, nothing passes
 * on that connection any more, in either direction, and nobody is told. The server does not learn either when the client
 * closes it. One thing does get through: the client's end is answered with an end, which a hanging server would not do.
 */
public final class SilentProxy implements AutoCloseable {
    private static final int CLOSE_SECONDS = 10;

    private final NetServer server;
    private final NetClient client;
    private final String host;
    private final int port;
    private final Set<NetSocket> silentNow = ConcurrentHashMap.newKeySet();
    private final AtomicInteger silenced = new AtomicInteger();
    private volatile @Nullable String silencing;

    public SilentProxy(Vertx vertx, String host, int port) {
        this.host = host;
        this.port = port;
        this.client = vertx.createNetClient();
        NetServer created = vertx.createNetServer().connectHandler(this::forward);
        this.server = created.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    public int port() {
        return server.actualPort();
    }

    /** Silences each connection, old or new, that sends this; the empty text silences with the next packet. */
    public void silenceFrom(String text) {
        silencing = text;
    }

    /** Those that are silent remain so; no others become it. */
    public void heal() {
        silencing = null;
    }

    /** How many connections have become silent up to now. */
    public int silenced() {
        return silenced.get();
    }

    /** How many of them the client has not closed. */
    public int silentNow() {
        return silentNow.size();
    }

    private void forward(NetSocket from) {
        from.pause();
        client.connect(port, host)
                .onSuccess(to -> {
                    AtomicBoolean silent = new AtomicBoolean();
                    from.closeHandler(_ -> {
                        silentNow.remove(from);
                        if (!silent.get()) {
                            to.close();
                        }
                    });
                    to.closeHandler(_ -> {
                        if (!silent.get()) {
                            from.close();
                        }
                    });
                    from.handler(bytes -> {
                        if (!silent.get() && silences(bytes)) {
                            silent.set(true);
                            silenced.incrementAndGet();
                            silentNow.add(from);
                        }
                        pass(bytes, to, silent);
                    });
                    to.handler(bytes -> pass(bytes, from, silent));
                    from.resume();
                })
                .onFailure(_ -> from.close());
    }

    private static void pass(Buffer bytes, NetSocket to, AtomicBoolean silent) {
        if (!silent.get()) {
            var unused = to.write(bytes);
        }
    }

    private boolean silences(Buffer bytes) {
        String text = silencing;
        return text != null
                && bytes.toString(StandardCharsets.ISO_8859_1.name()).contains(text);
    }

    @Override
    public void close() {
        server.close()
                .eventually(() -> client.close())
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
