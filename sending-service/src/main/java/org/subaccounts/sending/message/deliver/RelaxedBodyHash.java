package org.subaccounts.sending.message.deliver;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over a mail's body in its relaxed form (RFC 6376, 3.4.4), of which only the digest is kept. Takes the whole mail with
 * CRLF line ends and skips the header.
 */
final class RelaxedBodyHash extends OutputStream {
    private static final int BUFFER_BYTES = 8 * 1024;

    private final MessageDigest digest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private boolean inBody;
    private boolean lineEmpty = true;
    private boolean space;
    private long lineEnds;
    private boolean anything;

    RelaxedBodyHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int value) {
        int b = value & 0xff;
        if (!inBody) {
            skipHeader(b);
        } else if (b == '\n') {
            lineEnds++;
            space = false; // at the end of a line it does not count
        } else if (b == ' ' || b == '\t') {
            space = true;
        } else if (b != '\r') {
            text(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** The digest; lines that are empty at the end do not count, and the last one ends as the others do. */
    byte[] value() {
        if (anything) {
            put('\r');
            put('\n');
        }
        digest.update(buffer, 0, buffered);
        buffered = 0;
        return digest.digest();
    }

    private void skipHeader(int b) {
        if (b == '\n') {
            inBody = lineEmpty;
            lineEmpty = true;
        } else if (b != '\r') {
            lineEmpty = false;
        }
    }

    private void text(int b) {
        for (; lineEnds > 0; lineEnds--) {
            put('\r');
            put('\n');
        }
        if (space) {
            put(' ');
            space = false;
        }
        put(b);
        anything = true;
    }

    private void put(int b) {
        if (buffered == buffer.length) {
            digest.update(buffer, 0, buffered);
            buffered = 0;
        }
        buffer[buffered++] = (byte) b;
    }
}
