package org.subaccounts.platform.localinfra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of a process in MiB, as Linux tells it; -1 where the system does not say (no /proc). */
public final class ProcessMemory {
    private ProcessMemory() {}

    public static long nowMiB(long pid) throws IOException {
        return read(pid, "VmRSS:");
    }

    /** The most there has been since its start. */
    public static long peakMiB(long pid) throws IOException {
        return read(pid, "VmHWM:");
    }

    private static long read(long pid, String line) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(one -> one.startsWith(line))
                .mapToLong(one -> Long.parseLong(one.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
