package org.subaccounts.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.testkit.PlatformTestResource;

/** The platform's servers, and a stand-in for the two services that key-service asks. */
public class KeyTestResource extends PlatformTestResource {
    private @Nullable NeighboursStandIn neighbours;

    @Override
    public Map<String, String> start() {
        try {
            Map<String, String> settings = new HashMap<>(super.start());
            NeighboursStandIn started = new NeighboursStandIn();
            neighbours = started;
            settings.put("ACCOUNT_SERVICE_URL", started.url());
            settings.put("SENDING_SERVICE_URL", started.url());
            settings.put("KEY_SERVICE_URL", "http://127.0.0.1:1");
            settings.put("key.removed-domains.sweep-every", "1s");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (neighbours != null) {
            neighbours.close();
        }
        super.stop();
    }
}
