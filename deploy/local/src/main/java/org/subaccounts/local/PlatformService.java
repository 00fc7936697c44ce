package org.subaccounts.local;

import java.nio.file.Path;
import java.util.Locale;

/** The services that make up the platform, each with a database of its own. */
enum PlatformService {
    ACCOUNT(1),
    KEY(2),
    BILLING(3),
    SENDING(4);

    private final int portOffset;

    PlatformService(int portOffset) {
        this.portOffset = portOffset;
    }

    int portOffset() {
        return portOffset;
    }

    String database() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Name of its module, of its Kubernetes service and of its log. */
    String artifact() {
        return database() + "-service";
    }

    /** In the directory that holds a copy of what is built. */
    Path jar(Path artifacts) {
        return artifacts.resolve(artifact()).resolve("quarkus-run.jar");
    }
}
