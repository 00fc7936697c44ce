package org.subaccounts.local;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** All ports of the platform, counted from one base (setting PORT_BASE). */
record Ports(int base) {
    private static final int LOWEST = 1024;
    private static final int LAST_OFFSET = 18;
    private static final int HIGHEST = 65_535 - LAST_OFFSET;

    Ports {
        if (base < LOWEST || base > HIGHEST) {
            throw new StartFailure("PORT_BASE must be a number from %d to %d".formatted(LOWEST, HIGHEST));
        }
    }

    static Ports parse(String base) {
        try {
            return new Ports(Integer.parseInt(base.trim()));
        } catch (NumberFormatException e) {
            throw new StartFailure("PORT_BASE must be a number, not \"" + base + "\"", e);
        }
    }

    int entry() {
        return base;
    }

    int of(PlatformService service) {
        return base + service.portOffset();
    }

    int postgres() {
        return base + 10;
    }

    int kafka() {
        return base + 11;
    }

    int kafkaController() {
        return base + 12;
    }

    int smtp() {
        return base + 13;
    }

    int mailApi() {
        return base + 14;
    }

    int dns() {
        return base + 15;
    }

    int dnsApi() {
        return base + 16;
    }

    int openId() {
        return base + 17;
    }

    /** Where sending-service takes delivery status notifications. */
    int bounceSmtp() {
        return base + LAST_OFFSET;
    }

    /** Fails with the first port that somebody else listens on. */
    void requireFree() {
        for (Map.Entry<String, Integer> use : uses().entrySet()) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), use.getValue()));
            } catch (IOException e) {
                throw taken(use.getValue(), use.getKey(), e);
            }
        }
        try (DatagramSocket socket = new DatagramSocket(dns(), InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw taken(dns(), "DNS", e);
        }
    }

    private static StartFailure taken(int port, String user, IOException cause) {
        return new StartFailure(
                "port %d (%s) is in use; stop what listens there, or choose other ports: make up PORT_BASE=…"
                        .formatted(port, user),
                cause);
    }

    private Map<String, Integer> uses() {
        Map<String, Integer> uses = new LinkedHashMap<>();
        uses.put("entry port", entry());
        for (PlatformService service : PlatformService.values()) {
            uses.put(service.artifact(), of(service));
        }
        uses.put("PostgreSQL", postgres());
        uses.put("Kafka", kafka());
        uses.put("Kafka controller", kafkaController());
        uses.put("SMTP sink", smtp());
        uses.put("mail API", mailApi());
        uses.put("DNS", dns());
        uses.put("DNS API", dnsApi());
        uses.put("OpenID provider", openId());
        uses.put("bounce SMTP", bounceSmtp());
        return uses;
    }
}
