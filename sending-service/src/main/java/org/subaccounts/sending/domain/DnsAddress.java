package org.subaccounts.sending.domain;

import java.net.InetSocketAddress;

/** The address of a DNS server as settings have it: {@code host}, {@code host:port} or {@code [IPv6]:port}. */
public final class DnsAddress {
    private static final int DNS_PORT = 53;

    private DnsAddress() {}

    public static InetSocketAddress of(String server) {
        int colon = server.lastIndexOf(':');
        boolean hasPort = colon > 0 && (server.indexOf(':') == colon || server.charAt(colon - 1) == ']');
        return hasPort
                ? new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)))
                : new InetSocketAddress(server, DNS_PORT);
    }
}
