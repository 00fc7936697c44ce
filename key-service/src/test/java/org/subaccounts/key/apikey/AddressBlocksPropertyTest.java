package org.subaccounts.key.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.subaccounts.platform.security.IpAllowList;

/** Canonical blocks cover exactly what the entries covered, however they were written. */
class AddressBlocksPropertyTest {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    /** An entry as bits: 32 or 128 of them, the first {@code prefix} count. */
    record Entry(List<Byte> address, int prefix, boolean upperCase) {
        byte[] bytes() {
            byte[] bytes = new byte[address.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = address.get(i);
            }
            return bytes;
        }

        String text() {
            String text = literal(bytes()) + "/" + prefix;
            return upperCase ? text.toUpperCase(java.util.Locale.ROOT) : text;
        }

        boolean covers(byte[] probe) {
            byte[] own = unmapped(bytes());
            int length = own.length == address.size() ? prefix : prefix - 96;
            byte[] other = unmapped(probe);
            return own.length == other.length && samePrefix(own, other, length);
        }
    }

    private static byte[] unmapped(byte[] address) {
        boolean mapped = address.length == 16 && Arrays.equals(Arrays.copyOf(address, 12), MAPPED);
        return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
    }

    private static boolean samePrefix(byte[] some, byte[] others, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((some[bit / 8] & mask) != (others[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static String literal(byte[] address) {
        try {
            return address.length == 4
                    ? NetUtil.toAddressString(InetAddress.getByAddress(address))
                    : NetUtil.toAddressString(Inet6Address.getByAddress(null, address, -1), false);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Provide
    Arbitrary<Entry> entries() {
        Arbitrary<Entry> ipv4 = entry(Arbitraries.bytes().list().ofSize(4), 1, 32);
        Arbitrary<Entry> ipv6 = entry(Arbitraries.bytes().list().ofSize(16), 1, 128);
        Arbitrary<List<Byte>> sparse = Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(5, Arbitraries.just((byte) 0)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.bytes()))
                .list()
                .ofSize(16);
        Arbitrary<List<Byte>> mapped = Arbitraries.bytes().list().ofSize(4).map(last -> {
            List<Byte> all = new java.util.ArrayList<>();
            for (byte one : MAPPED) {
                all.add(one);
            }
            all.addAll(last);
            return all;
        });
        return Arbitraries.oneOf(ipv4, ipv6, entry(sparse, 1, 128), entry(mapped, 97, 128))
                .filter(AddressBlocksPropertyTest::leavesMappedRangeAlone);
    }

    /** Shorter IPv6 blocks that hold the mapped range are refused, see the test below. */
    private static boolean leavesMappedRangeAlone(Entry entry) {
        byte[] start = Arrays.copyOf(MAPPED, 16);
        return entry.address().size() == 4 || entry.prefix() > 96 || !samePrefix(entry.bytes(), start, entry.prefix());
    }

    private static Arbitrary<Entry> entry(Arbitrary<List<Byte>> addresses, int shortest, int longest) {
        return Combinators.combine(
                        addresses, Arbitraries.integers().between(shortest, longest), Arbitraries.of(true, false))
                .as(Entry::new);
    }

    @Property
    void canonical_blocks_stay_as_they_are(@ForAll("entries") Entry entry) {
        List<String> canonical = AddressBlocks.canonical(List.of(entry.text()));
        assertThat(AddressBlocks.canonical(canonical)).isEqualTo(canonical);
        assertThat(AddressBlocks.canonical(List.of(entry.text(), canonical.getFirst())))
                .isEqualTo(canonical);
    }

    @Property
    void a_block_covers_the_addresses_that_its_entry_covered_and_no_others(
            @ForAll("entries") Entry entry, @ForAll("entries") Entry other, @ForAll @IntRange(max = 127) int flipped) {
        IpAllowList list = IpAllowList.of(AddressBlocks.canonical(List.of(entry.text())));
        byte[] near = entry.bytes();
        near[flipped / 8 % near.length] ^= (byte) (0x80 >> (flipped % 8));
        for (byte[] probe : List.of(entry.bytes(), near, other.bytes())) {
            assertThat(list.covers(literal(probe)))
                    .as("%s covers %s", entry.text(), literal(probe))
                    .isEqualTo(entry.covers(probe));
        }
    }

    @Property
    void no_ipv6_block_lets_all_of_ipv4_in(@ForAll @IntRange(max = 96) int prefix) {
        assertThatThrownBy(() -> AddressBlocks.canonical(List.of("::ffff:0:0/" + prefix)))
                .isInstanceOf(ApiKeyRefusal.InvalidAddressBlock.class);
    }
}
