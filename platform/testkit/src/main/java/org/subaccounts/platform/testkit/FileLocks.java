package org.subaccounts.platform.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** One process at a time, and within it one class loader. */
final class FileLocks {
    private static final int RETRY_MILLIS = 50;

    private FileLocks() {}

    interface Action<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Waits for the lock on the file, which is made if it is not there. */
    static <T> T with(Path file, Action<T> action) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (!lock.isValid()) {
                throw new IOException("the lock on " + file + " was lost");
            }
            return action.run();
        }
    }

    /** Two class loaders of one JVM cannot wait for each other's lock, only try again. */
    private static FileLock lock(FileChannel channel) throws IOException, InterruptedException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException e) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }
}
