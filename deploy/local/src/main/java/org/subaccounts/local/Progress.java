package org.subaccounts.local;

import java.util.Locale;

/** Lines for the person who waits: seconds since the start, and what is done. */
final class Progress {
    private final long startedNanos = System.nanoTime();

    synchronized void say(String line) {
        System.out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds(), line));
        System.out.flush();
    }

    synchronized void failed(String line) {
        System.out.println("  failed  " + line);
        System.out.flush();
    }

    synchronized void print(String text) {
        System.out.println(text);
        System.out.flush();
    }

    double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }
}
