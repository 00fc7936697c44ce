package org.subaccounts.sending.message;

import org.jspecify.annotations.Nullable;

/** An address with the name that is shown for it (RFC 5322 mailbox). */
public record Mailbox(EmailAddress address, @Nullable String name) {}
