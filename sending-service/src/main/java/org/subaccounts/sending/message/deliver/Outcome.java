package org.subaccounts.sending.message.deliver;

/** How one attempt ended. Reasons are the relay's words, shortened to one line. */
public sealed interface Outcome {
    /** The relay has taken the message over. */
    record Delivered() implements Outcome {}

    /** May work later. */
    record Deferred(String reason) implements Outcome {}

    /** The relay refuses this message for good. */
    record Bounced(String reason) implements Outcome {}

    /** It cannot be sent at all. */
    record Failed(String reason) implements Outcome {}
}
