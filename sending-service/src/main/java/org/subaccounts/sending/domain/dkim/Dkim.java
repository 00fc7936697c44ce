package org.subaccounts.sending.domain.dkim;

import org.jspecify.annotations.Nullable;

/**
 * The DKIM keys of a domain. A delegated domain has two slots, each an alias to a record of the platform: one signs, in the
 * other the next key appears and the last one fades. A domain with a key of its own has slot 1 only, and never rotates.
 *
 * @param selector of slot 1; that of slot 2 follows from it
 * @param selectorOverride what the owner chose; {@code null}: the default
 * @param activeKey SubjectPublicKeyInfo in base64
 * @param otherKey the key in the slot that does not sign, if there is one
 */
public record Dkim(
        boolean delegated,
        String selector,
        @Nullable String selectorOverride,
        int activeSlot,
        String activeKey,
        @Nullable String otherKey,
        Phase phase) {
    public static final String DEFAULT_SELECTOR = "s1";
    private static final String DEFAULT_SECOND_SELECTOR = "s2";
    /** A chosen selector leaves room for this in a DNS label. */
    private static final String SECOND = "2";

    private static final int FIRST_SLOT = 1;
    private static final int SLOTS_SUM = 3;

    /** Where a rotation is. */
    public enum Phase {
        /** One key; a rotation can begin. */
        STEADY,
        /** The next key is made; it signs once it is seen in the DNS. */
        PUBLISHING,
        /** The next key signs; the last one stays published for mail that is under way. */
        RETIRING
    }

    public static Dkim first(boolean delegated, String selector, @Nullable String selectorOverride, String publicKey) {
        return new Dkim(delegated, selector, selectorOverride, FIRST_SLOT, publicKey, null, Phase.STEADY);
    }

    public static String effective(@Nullable String selectorOverride) {
        return selectorOverride == null ? DEFAULT_SELECTOR : selectorOverride;
    }

    public String selectorOf(int slot) {
        if (slot == FIRST_SLOT) {
            return selector;
        }
        return selector.equals(DEFAULT_SELECTOR) ? DEFAULT_SECOND_SELECTOR : selector + SECOND;
    }

    public String activeSelector() {
        return selectorOf(activeSlot);
    }

    public int standbySlot() {
        return SLOTS_SUM - activeSlot;
    }

    public String standbySelector() {
        return selectorOf(standbySlot());
    }

    public Dkim renamed(String newSelector, @Nullable String newOverride) {
        return new Dkim(delegated, newSelector, newOverride, activeSlot, activeKey, otherKey, phase);
    }

    public Dkim begun(String nextKey) {
        return new Dkim(delegated, selector, selectorOverride, activeSlot, activeKey, nextKey, Phase.PUBLISHING);
    }

    /** The other key signs from now on. */
    public Dkim switched() {
        String nextKey = otherKey;
        String lastKey = activeKey;
        if (nextKey == null) {
            throw new IllegalStateException("there is no next key");
        }
        return new Dkim(delegated, selector, selectorOverride, standbySlot(), nextKey, lastKey, Phase.RETIRING);
    }

    public Dkim retired() {
        return new Dkim(delegated, selector, selectorOverride, activeSlot, activeKey, null, Phase.STEADY);
    }
}
