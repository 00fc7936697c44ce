package org.subaccounts.sending.domain.checkdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.RecordKind;

class DnsLookupsTest {
    private static final ExpectedRecord EXPECTED = new ExpectedRecord(
            RecordKind.RETURN_PATH, ExpectedRecord.Type.CNAME, "bounces.nowhere.example.com", "x.example.net", true);

    @Test
    void aServerThatSaysNothingTellsNothing() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(observe("127.0.0.1:" + silent.getLocalPort())).isEqualTo(Observation.UNKNOWN);
        }
    }

    @Test
    void anotherServerIsAskedWhenOneIsSilent() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(observe(
                            "127.0.0.1:" + silent.getLocalPort(),
                            TestInfrastructure.get().dns().address()))
                    .isEqualTo(Observation.ABSENT);
        }
    }

    @Test
    void aNameThatDoesNotExistIsCertainlyAbsent() throws Exception {
        assertThat(observe(TestInfrastructure.get().dns().address())).isEqualTo(Observation.ABSENT);
    }

    private static Observation observe(String... servers) throws Exception {
        return new DnsLookups(Optional.of(List.of(servers)), Duration.ofMillis(300), Duration.ofSeconds(3))
                .observe(List.of(EXPECTED))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .getOrDefault(EXPECTED, Observation.UNKNOWN);
    }
}
