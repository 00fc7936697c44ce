package org.subaccounts.billing.period.close;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.subaccounts.billing.BillingTestResource;

/** The platform's servers, but nobody listens yet where Kafka should be. */
public class NoKafka implements QuarkusTestProfile {
    /** Instead of those of the other tests, which have Kafka. */
    public static class Servers extends BillingTestResource {
        @Override
        public Map<String, String> start() {
            Map<String, String> settings = super.start();
            settings.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + freePort());
            return settings;
        }
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Servers.class));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
