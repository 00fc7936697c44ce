package org.subaccounts.platform.security;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source addresses that may use a key, as CIDR blocks (RFC 4632, RFC 4291); empty: every address. An IPv4-mapped IPv6 address
 * is the IPv4 address that it means.
 */
public final class IpAllowList {
    private final List<Block> blocks;

    private IpAllowList(List<Block> blocks) {
        this.blocks = blocks;
    }

    private static final class Block {
        private final byte[] network;
        private final int prefix;

        Block(String cidr) {
            int slash = cidr.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException(cidr + " is not a CIDR block");
            }
            network = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
            prefix = Integer.parseInt(cidr.substring(slash + 1));
            if (prefix < 0 || prefix > network.length * Byte.SIZE) {
                throw new IllegalArgumentException(cidr + " is not a CIDR block");
            }
        }

        boolean holds(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int wholeBytes = prefix / Byte.SIZE;
            for (int i = 0; i < wholeBytes; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int mask =
                    0xff00 >> (prefix % Byte.SIZE); // of the byte in which the prefix ends; its lower eight bits count
            return prefix % Byte.SIZE == 0 || ((address[wholeBytes] ^ network[wholeBytes]) & mask & 0xff) == 0;
        }
    }

    /** Takes canonical CIDR blocks; fails with IllegalArgumentException otherwise. */
    public static IpAllowList of(List<String> cidrs) {
        return new IpAllowList(cidrs.stream().map(Block::new).toList());
    }

    /** Whether a literal address is allowed; an unknown one only if every address is. */
    public boolean covers(@Nullable String address) {
        if (blocks.isEmpty()) {
            return true;
        }
        if (address == null) {
            return false;
        }
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
        return blocks.stream().anyMatch(block -> block.holds(bytes));
    }
}
