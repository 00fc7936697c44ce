package org.subaccounts.local;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;

/** Secrets of this one platform, made at its first start and kept beside its data. */
record Secrets(String databasePassword, String internalSecret, String encryptionKey) {
    private static final String DATABASE_PASSWORD = "database-password";
    private static final String INTERNAL_SECRET = "internal-secret";
    private static final String ENCRYPTION_KEY = "encryption-key";

    static Secrets loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Properties created = new Properties();
            created.setProperty(DATABASE_PASSWORD, HexFormat.of().formatHex(random(16)));
            created.setProperty(INTERNAL_SECRET, HexFormat.of().formatHex(random(32)));
            created.setProperty(ENCRYPTION_KEY, Base64.getEncoder().encodeToString(random(32)));
            StringWriter text = new StringWriter();
            created.store(text, null);
            LocalDirectory.writeSecret(file, text.toString());
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new Secrets(
                required(properties, DATABASE_PASSWORD, file),
                required(properties, INTERNAL_SECRET, file),
                required(properties, ENCRYPTION_KEY, file));
    }

    @Override
    public String toString() {
        return "Secrets";
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static String required(Properties properties, String name, Path file) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new StartFailure(name + " is missing in " + file + "; start empty with: make up FRESH=1");
        }
        return value;
    }
}
