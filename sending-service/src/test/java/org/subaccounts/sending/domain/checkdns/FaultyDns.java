package org.subaccounts.sending.domain.checkdns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A DNS server over UDP and TCP whose answers a test decides about, byte by byte if it must. */
public final class FaultyDns implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final Behaviour behaviour;
    private final AtomicInteger overTcp = new AtomicInteger();

    /** What it answers; null: nothing. May take its time. */
    public interface Behaviour {
        byte @Nullable [] answer(Message query, byte[] wire, boolean tcp) throws Exception;
    }

    public FaultyDns(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.connections = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.datagrams = datagrams(connections.getLocalPort());
        Thread.ofPlatform().daemon().start(this::serveDatagrams);
        Thread.ofPlatform().daemon().start(this::serveConnections);
    }

    /** Ports of connections are given out to others, too, those of datagrams hardly ever. */
    private static DatagramSocket datagrams(int port) throws IOException {
        return new DatagramSocket(port, InetAddress.getLoopbackAddress());
    }

    public String address() {
        return "127.0.0.1:" + datagrams.getLocalPort();
    }

    int askedOverTcp() {
        return overTcp.get();
    }

    /** An answer to the query with that code and these records. */
    public static Message reply(Message query, int code, Record... records) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(code);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        for (Record record : records) {
            answer.addRecord(record, Section.ANSWER);
        }
        return answer;
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[65_535];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] query = Arrays.copyOf(buffer, packet.getLength());
                Thread.ofVirtual().start(() -> {
                    try {
                        byte[] answer = behaviour.answer(new Message(query), query, false);
                        if (answer != null) {
                            datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serveConnections() {
        while (!connections.isClosed()) {
            try {
                Socket connection = connections.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            byte[] query = in.readNBytes(in.readUnsignedShort());
            overTcp.incrementAndGet();
            byte[] answer = behaviour.answer(new Message(query), query, true);
            if (answer != null) {
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
                in.read(); // until the client is done
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
    }
}
