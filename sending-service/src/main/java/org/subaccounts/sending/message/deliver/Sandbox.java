package org.subaccounts.sending.message.deliver;

import org.subaccounts.sending.message.BounceClassification;

/** Pretended delivery: ends as its sender asked, without the relay. Pure. */
final class Sandbox {
    private Sandbox() {}

    static Outcome outcome(String result) {
        return switch (result) {
            case "deliver" -> new Outcome.Delivered("250 2.0.0 sandbox: not sent");
            case "bounce" ->
                new Outcome.Bounced("550 5.1.1 sandbox: no such mailbox", BounceClassification.INVALID_RECIPIENT);
            case "defer" -> new Outcome.LeftDeferred("451 4.2.0 sandbox: try again later");
            case "fail" -> new Outcome.Failed("sandbox: given up");
            case "suppress" -> new Outcome.Suppressed();
            default -> throw new IllegalArgumentException("no result of the sandbox: " + result);
        };
    }
}
