package org.subaccounts.sending;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for a host that is signed by itself, made by the JDK's keytool; and what trusts it. */
public final class TestCertificate {
    public static final String PASSWORD = "password";
    private static final String ALIAS = "server";

    private final Path file;
    private final KeyStore store;

    private TestCertificate(Path file, KeyStore store) {
        this.file = file;
        this.store = store;
    }

    public static TestCertificate of(String host, Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = directory.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(requireNonNull(System.getProperty("java.home")), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        return in(file);
    }

    /** One that was made before. */
    public static TestCertificate in(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new TestCertificate(file, store);
    }

    /** A key store (PKCS 12) with it and its key. */
    public Path file() {
        return file;
    }

    public SSLContext ofServer() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Trusts this certificate alone. */
    public SSLContext ofClient() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
