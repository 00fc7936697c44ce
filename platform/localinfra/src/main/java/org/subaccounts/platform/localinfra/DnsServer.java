package org.subaccounts.platform.localinfra;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * A DNS server (RFC 1035, UDP and TCP on one port of 127.0.0.1) with authority over every name; answers that do not fit
 * into a datagram are truncated, so that the client comes back over TCP. Takes dynamic updates of TXT records (RFC 2136).
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DnsServer.class.getName());
    private static final int PLAIN_DATAGRAM_BYTES = 512;
    private static final int LARGEST_DATAGRAM_BYTES = 4096;
    private static final int LARGEST_MESSAGE_BYTES = 65_535;
    private static final int MAX_CONNECTIONS = 64;
    private static final int IDLE_MILLIS = 10_000;

    private final DnsZone zone;
    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final Semaphore freeConnections = new Semaphore(MAX_CONNECTIONS);

    private DnsServer(DnsZone zone, DatagramSocket datagrams, ServerSocket connections) {
        this.zone = zone;
        this.datagrams = datagrams;
        this.connections = connections;
    }

    public static DnsServer start(DnsZone zone, int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            DatagramSocket datagrams = new DatagramSocket(port, loopback);
            try {
                DnsServer server = new DnsServer(zone, datagrams, new ServerSocket(port, MAX_CONNECTIONS, loopback));
                Thread.ofPlatform().daemon().name("dns-udp").start(server::serveDatagrams);
                Thread.ofPlatform().daemon().name("dns-tcp").start(server::serveConnections);
                return server;
            } catch (IOException e) {
                datagrams.close();
                throw e;
            }
        } catch (IOException e) {
            throw new InfrastructureException("DNS does not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return datagrams.getLocalPort();
    }

    @Override
    public void close() {
        datagrams.close();
        try {
            connections.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing the DNS server", e);
        }
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[LARGEST_DATAGRAM_BYTES];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), false);
                if (answer != null) {
                    datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                logUnlessClosed(e);
            }
        }
    }

    private void serveConnections() {
        while (!connections.isClosed()) {
            try {
                Socket connection = connections.accept();
                freeConnections.acquireUninterruptibly();
                Thread.ofVirtual().name("dns-connection").start(() -> serve(connection));
            } catch (IOException e) {
                logUnlessClosed(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte[] answer = answer(query, true);
                if (answer == null) {
                    return;
                }
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (EOFException e) {
            LOG.log(Level.FINEST, "the client is done", e);
        } catch (IOException e) {
            logUnlessClosed(e);
        } finally {
            freeConnections.release();
        }
    }

    /** Null if there is nothing to answer to: not even a header came. */
    private byte @Nullable [] answer(byte[] bytes, boolean stream) {
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException e) {
            return malformed(bytes);
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            return null;
        }
        return answer(query).toWire(stream ? LARGEST_MESSAGE_BYTES : datagramBytes(query));
    }

    private Message answer(Message query) {
        Message answer = new Message(query.getHeader().getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.AA);
        header.setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        if (query.getOPT() != null) {
            answer.addRecord(new OPTRecord(LARGEST_DATAGRAM_BYTES, 0, 0), Section.ADDITIONAL);
        }
        Record question = query.getQuestion();
        if (query.getHeader().getOpcode() == Opcode.UPDATE) {
            header.setRcode(update(query.getSection(Section.UPDATE)));
        } else if (query.getHeader().getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (question == null) {
            header.setRcode(Rcode.FORMERR);
        } else {
            answer.addRecord(question, Section.QUESTION);
            answer(question, answer);
        }
        return answer;
    }

    /** A dynamic update (RFC 2136) of TXT records, without conditions; the server being local, anybody may. */
    private int update(List<Record> changes) {
        try {
            for (Record change : changes) {
                String host = change.getName().toString(true).toLowerCase(Locale.ROOT);
                if (change.getDClass() == DClass.ANY && change.getType() == Type.TXT) {
                    zone.removeIf(record ->
                            record.type().equals("TXT") && record.host().equals(host));
                } else if (change.getDClass() == DClass.IN && change instanceof TXTRecord text) {
                    zone.add(new DnsRecord("TXT", host, String.join("", text.getStrings())));
                } else {
                    return Rcode.NOTIMP;
                }
            }
            return Rcode.NOERROR;
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a DNS update was refused", e);
            return Rcode.REFUSED;
        }
    }

    private void answer(Record question, Message answer) {
        if (question.getDClass() != DClass.IN && question.getDClass() != DClass.ANY) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        DnsZone.Answer found = zone.answer(question.getName(), question.getType());
        answer.getHeader().setRcode(found.code());
        found.records().forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (found.records().isEmpty()) {
            answer.addRecord(doNotCacheAbsence(), Section.AUTHORITY);
        }
    }

    /** RFC 2308: the last field says how long absence may be believed; here a record may appear at any time. */
    private static Record doNotCacheAbsence() {
        return new SOARecord(Name.root, DClass.IN, 0, Name.root, Name.root, 1, 0, 0, 0, 0);
    }

    private static int datagramBytes(Message query) {
        OPTRecord extension = query.getOPT();
        return extension == null
                ? PLAIN_DATAGRAM_BYTES
                : Math.clamp(extension.getPayloadSize(), PLAIN_DATAGRAM_BYTES, LARGEST_DATAGRAM_BYTES);
    }

    private static byte @Nullable [] malformed(byte[] bytes) {
        if (bytes.length < Header.LENGTH) {
            return null;
        }
        Message answer = new Message(((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff));
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(Rcode.FORMERR);
        return answer.toWire(PLAIN_DATAGRAM_BYTES);
    }

    private void logUnlessClosed(IOException e) {
        if (!datagrams.isClosed()) {
            LOG.log(Level.FINE, "a DNS client failed", e);
        }
    }
}
