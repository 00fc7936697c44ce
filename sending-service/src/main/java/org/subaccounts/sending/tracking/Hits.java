package org.subaccounts.sending.tracking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.subaccounts.sending.message.MessageKey;

/** Openings and clicks that are not recorded yet, by message. Bounded in messages and in the length of links, beyond which clicks
 * are only counted; used by one thread at a time. */
final class Hits {
    /** Of all that are gathered. */
    static final int MAX_URL_BYTES = 8 * 1024 * 1024;

    private final int maxMessages;
    private final int maxUrls;
    private final Map<MessageKey, OfMessage> byMessage = new LinkedHashMap<>();
    private int urlBytes;

    /** {@code maxUrls}: of how many clicks of one message the link is remembered. */
    Hits(int maxMessages, int maxUrls) {
        this.maxMessages = maxMessages;
        this.maxUrls = maxUrls;
    }

    /** Of one message. {@code urls}: what the first clicks led to, in their order. */
    static final class OfMessage {
        private int opens;
        private int clicks;
        private final List<String> urls = new ArrayList<>(1);

        int opens() {
            return opens;
        }

        int clicks() {
            return clicks;
        }

        List<String> urls() {
            return List.copyOf(urls);
        }

        private int urlBytes() {
            return urls.stream().mapToInt(String::length).sum();
        }
    }

    /** Whether there was room. */
    boolean open(MessageKey message) {
        OfMessage hits = of(message);
        if (hits == null) {
            return false;
        }
        hits.opens++;
        return true;
    }

    /** Whether there was room. */
    boolean click(MessageKey message, String url) {
        OfMessage hits = of(message);
        if (hits == null) {
            return false;
        }
        hits.clicks++;
        if (hits.urls.size() < maxUrls && urlBytes + url.length() <= MAX_URL_BYTES) {
            hits.urls.add(url);
            urlBytes += url.length();
        }
        return true;
    }

    private @org.jspecify.annotations.Nullable OfMessage of(MessageKey message) {
        OfMessage known = byMessage.get(message);
        if (known == null && byMessage.size() < maxMessages) {
            known = new OfMessage();
            byMessage.put(message, known);
        }
        return known;
    }

    boolean isEmpty() {
        return byMessage.isEmpty();
    }

    /** Takes up to so many messages out, oldest first. */
    Map<MessageKey, OfMessage> take(int messages) {
        Map<MessageKey, OfMessage> taken = new LinkedHashMap<>();
        var entries = byMessage.entrySet().iterator();
        while (entries.hasNext() && taken.size() < messages) {
            Map.Entry<MessageKey, OfMessage> entry = entries.next();
            taken.put(entry.getKey(), entry.getValue());
            urlBytes -= entry.getValue().urlBytes();
            entries.remove();
        }
        return taken;
    }

    /** Puts back what could not be recorded, in front of what came since. */
    void putBack(Map<MessageKey, OfMessage> taken) {
        Map<MessageKey, OfMessage> since = new LinkedHashMap<>(byMessage);
        byMessage.clear();
        byMessage.putAll(taken);
        since.forEach((message, hits) -> byMessage.merge(message, hits, this::joined));
        urlBytes = byMessage.values().stream().mapToInt(OfMessage::urlBytes).sum();
    }

    private OfMessage joined(OfMessage earlier, OfMessage later) {
        earlier.opens += later.opens;
        earlier.clicks += later.clicks;
        later.urls.stream().limit(Math.max(0, maxUrls - earlier.urls.size())).forEach(earlier.urls::add);
        return earlier;
    }
}
