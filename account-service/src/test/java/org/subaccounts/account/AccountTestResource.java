package org.subaccounts.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.testkit.PlatformTestResource;

/** The platform's servers, a stand-in for key-service, and this service as the account-service that it asks itself. */
public class AccountTestResource extends PlatformTestResource {
    private @Nullable KeyServiceStandIn keys;

    @Override
    public Map<String, String> start() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = new HashMap<>(super.start());
            KeyServiceStandIn started = new KeyServiceStandIn();
            keys = started;
            settings.put("KEY_SERVICE_URL", started.url());
            settings.put("quarkus.http.test-port", Integer.toString(free.getLocalPort()));
            settings.put("ACCOUNT_SERVICE_URL", "http://127.0.0.1:" + free.getLocalPort());
            settings.put("account.automation.every", "1s");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (keys != null) {
            keys.close();
        }
        super.stop();
    }
}
