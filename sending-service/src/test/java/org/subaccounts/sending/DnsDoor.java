package org.subaccounts.sending;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Message;

/** A door in front of the DNS server (UDP): forwards while it is open; closed, it says nothing, as a lost server does. */
final class DnsDoor {
    private static final long ANSWER_WITHIN_MILLIS = 5_000;

    private final Vertx vertx;
    private final String dnsHost;
    private final int dnsPort;
    private final DatagramSocket socket;
    private final Set<String> muted = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    DnsDoor(Vertx vertx, String dnsHost, int dnsPort) {
        this.vertx = vertx;
        this.dnsHost = dnsHost;
        this.dnsPort = dnsPort;
        this.socket = vertx.createDatagramSocket();
    }

    Future<String> start() {
        return socket.handler(this::forward)
                .listen(0, "127.0.0.1")
                .map(listening -> "127.0.0.1:" + listening.localAddress().port());
    }

    void open(boolean isOpen) {
        open = isOpen;
    }

    /** Says nothing about names below this one any more. */
    void mute(String domain) {
        muted.add(domain);
    }

    private boolean isMuted(DatagramPacket query) {
        if (muted.isEmpty()) {
            return false;
        }
        try {
            String asked =
                    new Message(query.data().getBytes()).getQuestion().getName().toString(true);
            return muted.stream().anyMatch(domain -> asked.endsWith(domain));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void forward(DatagramPacket query) {
        if (!open || isMuted(query)) {
            return;
        }
        DatagramSocket upstream = vertx.createDatagramSocket();
        long timer = vertx.setTimer(ANSWER_WITHIN_MILLIS, _ -> upstream.close());
        upstream.handler(answer -> {
            vertx.cancelTimer(timer);
            socket.send(answer.data(), query.sender().port(), query.sender().host())
                    .onComplete(_ -> upstream.close());
        });
        upstream.send(query.data(), dnsPort, dnsHost);
    }
}
