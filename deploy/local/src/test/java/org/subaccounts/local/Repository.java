package org.subaccounts.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository is that these tests belong to. */
final class Repository {
    private Repository() {}

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.resolve("..").normalize();
        }
        return directory;
    }
}
