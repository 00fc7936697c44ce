package org.subaccounts.sending;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;

/** A door in front of the DNS server (UDP): forwards while it is open; closed, it says nothing, as a lost server does. */
final class DnsDoor {
    private static final long ANSWER_WITHIN_MILLIS = 5_000;

    private final Vertx vertx;
    private final String dnsHost;
    private final int dnsPort;
    private final DatagramSocket socket;
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

    private void forward(DatagramPacket query) {
        if (!open) {
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
