package org.subaccounts.key.apikey;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The IP allow list of a key: CIDR blocks (RFC 4632, RFC 4291) in canonical form, IPv6 as in RFC 5952. IPv4-mapped IPv6
 * ({@code ::ffff:203.0.113.7}) is the IPv4 address that it means, since callers are compared that way.
 */
public final class AddressBlocks {
    private static final int MAX_BLOCKS = 100;
    private static final int IPV4_BITS = 32;
    /** Length of {@code ::ffff:0:0/96}, below which all of IPv4 lies. */
    private static final int MAPPED_PREFIX = 96;

    private static final Pattern IPV4 = Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+");

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
        byte[] address = address(slash < 0 ? entry : entry.substring(0, slash), entry);
        int bits = address.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(entry, entry.substring(slash + 1), bits);
        mask(address, prefix);
        if (address.length * Byte.SIZE > IPV4_BITS) {
            if (prefix < MAPPED_PREFIX && coversMapped(address, prefix)) {
                throw allOf(entry);
            }
            if (prefix >= MAPPED_PREFIX && isMapped(address)) {
                address = Arrays.copyOfRange(address, MAPPED_PREFIX / Byte.SIZE, address.length);
                prefix -= MAPPED_PREFIX;
            }
        }
        if (prefix == 0) {
            throw allOf(entry);
        }
        return text(address) + "/" + prefix;
    }

    private static byte[] address(String text, String entry) {
        boolean ipv6 = text.indexOf(':') >= 0;
        if (!(ipv6 ? IPV6 : IPV4).matcher(text).matches()) {
            throw notABlock(entry);
        }
        try {
            byte[] address = InetAddress.ofLiteral(text).getAddress();
            return ipv6 && address.length * Byte.SIZE == IPV4_BITS ? mapped(address) : address;
        } catch (IllegalArgumentException e) {
            throw notABlock(entry);
        }
    }

    private static byte[] mapped(byte[] ipv4) {
        return ByteBuffer.allocate(16)
                .position(10)
                .putShort((short) 0xffff)
                .put(ipv4)
                .array();
    }

    private static int prefix(String entry, String text, int bits) {
        int prefix = PREFIX.matcher(text).matches() ? Integer.parseInt(text) : bits + 1;
        if (prefix > bits) {
            throw notABlock(entry);
        }
        return prefix;
    }

    private static void mask(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * Byte.SIZE; bit++) {
            address[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
        }
    }

    private static boolean isMapped(byte[] address) {
        return coversMapped(address, MAPPED_PREFIX);
    }

    /** Whether the first {@code prefix} bits are those of {@code ::ffff:0:0}. */
    private static boolean coversMapped(byte[] address, int prefix) {
        byte[] mapped = mapped(new byte[IPV4_BITS / Byte.SIZE]);
        mask(mapped, prefix);
        byte[] start = address.clone();
        mask(start, prefix);
        return Arrays.equals(start, mapped);
    }

    private static String text(byte[] address) {
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiKeyRefusal allOf(String entry) {
        return new ApiKeyRefusal.InvalidAddressBlock("ip_allow_list: " + Echo.of(entry)
                + " would allow every IPv4 or every IPv6 address; leave the list empty to allow all");
    }

    private static ApiKeyRefusal notABlock(String entry) {
        return new ApiKeyRefusal.InvalidAddressBlock(
                "ip_allow_list: " + Echo.of(entry) + " is neither an address nor a CIDR block such as 203.0.113.0/24");
    }
}
