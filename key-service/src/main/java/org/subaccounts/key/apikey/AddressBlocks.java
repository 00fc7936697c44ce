package org.subaccounts.key.apikey;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The IP allow list of a key: CIDR blocks (RFC 4632, RFC 4291) in canonical form, IPv6 as in RFC 5952. */
public final class AddressBlocks {
    private static final int MAX_BLOCKS = 100;

    private AddressBlocks() {}

    /** Host bits masked, bare addresses as /32 or /128, each once; empty: every address. */
    public static List<String> canonical(@Nullable List<@Nullable String> entries) {
        Set<String> blocks = new LinkedHashSet<>();
        if (entries != null) {
            for (String entry : entries) {
                blocks.add(block(entry == null ? "" : entry.strip()));
                if (blocks.size() > MAX_BLOCKS) {
                    throw new ApiKeyRefusal.InvalidAddressBlock(
                            "ip_allow_list can have at most " + MAX_BLOCKS + " entries");
                }
            }
        }
        return List.copyOf(blocks);
    }

    private static String block(String entry) {
        int slash = entry.indexOf('/');
        String text = slash < 0 ? entry : entry.substring(0, slash);
        boolean literal =
                NetUtil.isValidIpV4Address(text) || (NetUtil.isValidIpV6Address(text) && text.indexOf('%') < 0);
        byte[] address = literal ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        if (address == null) {
            throw notABlock(entry);
        }
        int bits = address.length * 8;
        int prefix = slash < 0 ? bits : prefix(entry, entry.substring(slash + 1), bits);
        if (prefix == 0) {
            throw new ApiKeyRefusal.InvalidAddressBlock(
                    "ip_allow_list: " + entry + " would allow every address; leave the list empty for that");
        }
        for (int bit = prefix; bit < bits; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(address)) + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int prefix(String entry, String text, int bits) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw notABlock(entry);
        }
        int prefix = Integer.parseInt(text);
        if (prefix > bits) {
            throw notABlock(entry);
        }
        return prefix;
    }

    private static ApiKeyRefusal notABlock(String entry) {
        return new ApiKeyRefusal.InvalidAddressBlock(
                "ip_allow_list: " + entry + " is neither an address nor a CIDR block such as 203.0.113.0/24");
    }
}
