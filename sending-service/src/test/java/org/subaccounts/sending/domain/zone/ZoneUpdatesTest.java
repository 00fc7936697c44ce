package org.subaccounts.sending.domain.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.domain.checkdns.FaultyDns;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

class ZoneUpdatesTest {
    private static final String TSIG_KEY = "hmac-sha256:sending.:c2VjcmV0IG9mIHRlc3Rz";

    @Test
    void recordsAreWrittenReplacedAndRemoved() throws Exception {
        String server = TestInfrastructure.get().dns().address();
        String host = "s1." + TestAccount.newDomainName();
        ZoneUpdates zone = zone(server, null);
        apply(zone, new ZoneUpdates.Wanted(host, "v=DKIM1; p=" + "A".repeat(600)));
        assertThat(texts(host)).containsExactly("v=DKIM1; p=" + "A".repeat(600));
        apply(zone, new ZoneUpdates.Wanted(host, "v=DKIM1; p=B"));
        apply(zone, new ZoneUpdates.Wanted(host, "v=DKIM1; p=B"));
        assertThat(texts(host)).containsExactly("v=DKIM1; p=B");
        apply(zone, new ZoneUpdates.Wanted(host, null));
        assertThat(texts(host)).isEmpty();
    }

    @Test
    void anUpdateIsSignedWithTheKeyOfTheZone() throws Exception {
        TSIG key = new TSIG("hmac-sha256", "sending.", "c2VjcmV0IG9mIHRlc3Rz");
        List<Message> updates = new CopyOnWriteArrayList<>();
        try (FaultyDns server = new FaultyDns((query, wire, tcp) -> {
            updates.add(query);
            Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setOpcode(Opcode.UPDATE);
            answer.getHeader().setFlag(org.xbill.DNS.Flags.QR);
            answer.getHeader().setRcode(key.verify(query, wire, null));
            answer.setTSIG(key, Rcode.NOERROR, query.getTSIG());
            return answer.toWire(65_535);
        })) {
            apply(zone(server.address(), TSIG_KEY), new ZoneUpdates.Wanted("x.dkim.mail.example.net", "v=DKIM1; p=A"));
            assertThat(updates.getFirst().getQuestion().getName()).hasToString("dkim.mail.example.net.");
            assertThatThrownBy(() -> apply(
                            zone(server.address(), "hmac-sha256:sending.:b3RoZXI="),
                            new ZoneUpdates.Wanted("x.dkim.mail.example.net", "v=DKIM1; p=A")))
                    .isNotNull();
        }
    }

    @Test
    void aServerThatRefusesOrSaysNothingIsAFailure() throws Exception {
        ZoneUpdates.Wanted record = new ZoneUpdates.Wanted("x.dkim.mail.example.net", "v=DKIM1; p=A");
        try (FaultyDns refusing = new FaultyDns((query, wire, tcp) -> {
            Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setOpcode(Opcode.UPDATE);
            answer.getHeader().setFlag(org.xbill.DNS.Flags.QR);
            answer.getHeader().setRcode(Rcode.REFUSED);
            return answer.toWire();
        })) {
            assertThatThrownBy(() -> apply(zone(refusing.address(), null), record))
                    .hasMessageContaining("REFUSED");
        }
        try (FaultyDns silent = new FaultyDns((query, wire, tcp) -> null)) {
            assertThatThrownBy(() -> apply(zone(silent.address(), null), record))
                    .isNotNull();
        }
        try (DatagramSocket noServer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> apply(zone("127.0.0.1:" + noServer.getLocalPort(), null), record))
                    .isNotNull();
        }
    }

    private static ZoneUpdates zone(String server, @Nullable String tsig) throws Exception {
        return new ZoneUpdates(
                Optional.of(server),
                Optional.empty(),
                Optional.ofNullable(tsig),
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                new PlatformHosts("mail.example.net"));
    }

    private static void apply(ZoneUpdates zone, ZoneUpdates.Wanted record) throws Exception {
        zone.apply(List.of(record)).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static List<String> texts(String host) throws Exception {
        Lookup lookup = new Lookup(Name.fromString(host, Name.root), Type.TXT);
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(TestInfrastructure.get().dns().port());
        lookup.setResolver(resolver);
        lookup.setCache(null);
        org.xbill.DNS.Record[] found = lookup.run();
        return found == null
                ? List.of()
                : java.util.Arrays.stream(found)
                        .map(record -> String.join("", ((org.xbill.DNS.TXTRecord) record).getStrings()))
                        .toList();
    }
}
