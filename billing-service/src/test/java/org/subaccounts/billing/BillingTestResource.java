package org.subaccounts.billing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.testkit.PlatformTestResource;

/** The platform's servers, and keys that tests register. */
public class BillingTestResource extends PlatformTestResource {
    private @Nullable KeyServiceStandIn keys;

    @Override
    public Map<String, String> start() {
        try {
            Map<String, String> settings = new HashMap<>(super.start());
            KeyServiceStandIn started = new KeyServiceStandIn();
            keys = started;
            settings.put("KEY_SERVICE_URL", started.url());
            settings.put("ACCOUNT_SERVICE_URL", "http://127.0.0.1:1");
            settings.put("INVOICE_ISSUER_NAME", "Mail Provider Ltd");
            settings.put("INVOICE_ISSUER_ADDRESS", "1 Post Street,Letterton");
            settings.put("INVOICE_FOOTER", "Tax number 12-345");
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
