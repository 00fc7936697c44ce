package org.subaccounts.sending.message.deliver;

import org.subaccounts.sending.message.BounceClassification;

/** How one attempt ended. Reasons are the relay's words, shortened to one line. */
public sealed interface Outcome {
    /** The relay has taken the message over. */
    record Delivered(String answer) implements Outcome {}

    /**
     * May work later. {@code aboutRecipient}: the relay said so of this message; else there was no talking with it, which says
     * nothing about the address.
     */
    record Deferred(String reason, boolean aboutRecipient) implements Outcome {}

    /** The relay refuses this message for good. */
    record Bounced(String reason, BounceClassification classification) implements Outcome {}

    /** It cannot be sent at all, or no more. */
    record Failed(String reason) implements Outcome {}

    /** The recipient is on the suppression list meanwhile. */
    record Suppressed() implements Outcome {}

    /** Ends as deferred, without another attempt: only in the sandbox. */
    record LeftDeferred(String reason) implements Outcome {}
}
