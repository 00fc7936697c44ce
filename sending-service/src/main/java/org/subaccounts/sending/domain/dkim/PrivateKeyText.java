package org.subaccounts.sending.domain.dkim;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/**
 * Reads an RSA private key as owners have it: PEM (RFC 7468) with PKCS #1 or PKCS #8 (RFC 8017, RFC 5958), or the base64 of
 * either alone. What is refused is a 400 that says what is wrong; it never repeats the text.
 */
final class PrivateKeyText {
    private static final int MAX_LENGTH = 16_384;
    private static final int MIN_BITS = 1024;
    /** Signing with a longer one takes too long, and its record outgrows what resolvers like to carry. */
    private static final int MAX_BITS = 4096;

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final byte[] PROBE = {1, 2, 3};

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    /** {@code INTEGER 0, SEQUENCE { OID rsaEncryption, NULL }}: what PKCS #8 puts in front of a PKCS #1 key. */
    private static final byte[] PKCS8_HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private PrivateKeyText() {}

    static DkimKeyPair read(String field, String text) {
        RSAPrivateCrtKey key = key(field, der(field, text));
        int bits = key.getModulus().bitLength();
        if (bits < MIN_BITS || bits > MAX_BITS) {
            throw Refusal.badRequest(
                    field + " must be an RSA key of " + MIN_BITS + " to " + MAX_BITS + " bits, not " + bits);
        }
        try {
            PublicKey publicKey = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
            if (!belongTogether(key, publicKey)) {
                throw damaged(field);
            }
            return new DkimKeyPair(
                    Base64.getEncoder().encodeToString(publicKey.getEncoded()), Buffer.buffer(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw damaged(field);
        }
    }

    private static byte[] der(String field, String text) {
        if (text.length() > MAX_LENGTH) {
            throw Refusal.badRequest(field + " must be at most " + MAX_LENGTH + " characters long");
        }
        String base64 = text;
        if (text.contains("-----")) {
            Matcher pem = PEM.matcher(text.strip());
            if (!pem.matches()) {
                throw Refusal.badRequest(field + " must be one complete PEM block");
            }
            if (pem.group(1).startsWith("ENCRYPTED") || pem.group(2).contains("ENCRYPTED")) {
                throw Refusal.badRequest(field + " must not be encrypted with a passphrase");
            }
            base64 = pem.group(2);
        }
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw noKey(field);
        }
    }

    private static RSAPrivateCrtKey key(String field, byte[] der) {
        RSAPrivateCrtKey key = pkcs8(der);
        if (key == null) {
            key = pkcs8(wrapped(der));
        }
        if (key == null) {
            throw noKey(field);
        }
        return key;
    }

    /** Null if it is none. */
    private static @Nullable RSAPrivateCrtKey pkcs8(byte[] der) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
                            instanceof RSAPrivateCrtKey key
                    ? key
                    : null;
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(PKCS8_HEAD);
        writeElement(inner, OCTET_STRING, pkcs1);
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        writeElement(outer, SEQUENCE, inner.toByteArray());
        return outer.toByteArray();
    }

    /** DER with the long form of the length in two bytes: enough for what is accepted here. */
    private static void writeElement(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length <= 0xff) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(privateKey);
        signing.update(PROBE);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(publicKey);
        verifying.update(PROBE);
        return verifying.verify(signature);
    }

    private static Refusal noKey(String field) {
        return Refusal.badRequest(
                field + " must be an RSA private key: PEM with PKCS #1 or PKCS #8, or the base64 of either");
    }

    private static Refusal damaged(String field) {
        return Refusal.badRequest(field + " is damaged: its parts do not belong together");
    }
}
