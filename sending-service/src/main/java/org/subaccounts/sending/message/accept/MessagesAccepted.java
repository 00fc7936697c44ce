package org.subaccounts.sending.message.accept;

/** Told inside of the process after messages were stored: there may be something to deliver. */
public record MessagesAccepted(int count) {}
