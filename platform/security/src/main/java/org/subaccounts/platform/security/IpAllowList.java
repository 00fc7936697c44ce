package org.subaccounts.platform.security;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Source addresses that may use a key, as CIDR blocks (RFC 4632, RFC 4291); empty: every address. */
public final class IpAllowList {
    private final List<IpSubnetFilterRule> blocks;

    private IpAllowList(List<IpSubnetFilterRule> blocks) {
        this.blocks = blocks;
    }

    /** Takes canonical CIDR blocks; fails with IllegalArgumentException otherwise. */
    public static IpAllowList of(List<String> cidrs) {
        return new IpAllowList(cidrs.stream().map(IpAllowList::block).toList());
    }

    private static IpSubnetFilterRule block(String cidr) {
        int slash = cidr.indexOf('/');
        return new IpSubnetFilterRule(
                cidr.substring(0, slash), Integer.parseInt(cidr.substring(slash + 1)), IpFilterRuleType.ACCEPT);
    }

    /** Whether a literal address is allowed; an unknown one only if every address is. */
    public boolean covers(@Nullable String address) {
        if (blocks.isEmpty()) {
            return true;
        }
        if (address == null) {
            return false;
        }
        try {
            InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(address), 0);
            return blocks.stream().anyMatch(block -> block.matches(socket));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
