package org.subaccounts.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The services that make up the platform, each with a database of its own. */
public enum PlatformService {
    ACCOUNT(1, ""),
    KEY(2, ""),
    /**
     * Counting makes records that are soon forgotten: half of the heap is for them, from the start. What outlives them collects
     * in the other half until that is full: with a larger heap the process would take more than 300 MB.
     */
    BILLING(3, "-Xms80m -Xmx108m -Xmn54m -XX:SurvivorRatio=4"),
    /** Large contents are in memory for long: most of the heap is for them. */
    SENDING(4, "-Xmn32m");

    private final int portOffset;
    private final String jvmOptions;

    PlatformService(int portOffset, String jvmOptions) {
        this.portOffset = portOffset;
        this.jvmOptions = jvmOptions;
    }

    /** What it needs besides the options of all. */
    List<String> jvmOptions() {
        return jvmOptions.isEmpty() ? List.of() : List.of(jvmOptions.split(" "));
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
