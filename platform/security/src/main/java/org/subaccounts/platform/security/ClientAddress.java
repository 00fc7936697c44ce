package org.subaccounts.platform.security;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from. Proxies append to {@code X-Forwarded-For}, and a client can send one itself; so the list is read
 * from its end, and the first address that is no trusted proxy's counts. Without a trusted proxy in front it is the peer.
 */
@ApplicationScoped
public class ClientAddress {
    private static final String HEADER = "X-Forwarded-For";

    private final IpAllowList trusted;

    /** {@code trustedProxies}: addresses or CIDR blocks. */
    public ClientAddress(@ConfigProperty(name = "platform.trusted-proxies") List<String> trustedProxies) {
        this.trusted =
                IpAllowList.of(trustedProxies.stream().map(ClientAddress::block).toList());
    }

    private static String block(String entry) {
        String text = entry.strip();
        return text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32");
    }

    @Nullable String of(HttpServerRequest request) {
        return request.remoteAddress() == null
                ? null
                : of(request.remoteAddress().hostAddress(), request.headers().getAll(HEADER));
    }

    String of(String peer, List<String> forwarded) {
        String address = peer;
        List<String> hops = List.of(String.join(",", forwarded).split(",", -1));
        for (int hop = hops.size() - 1; hop >= 0 && trusted.covers(address); hop--) {
            String before = hops.get(hop).strip();
            if (!NetUtil.isValidIpV4Address(before) && !NetUtil.isValidIpV6Address(before)) {
                break;
            }
            address = before;
        }
        return address;
    }
}
