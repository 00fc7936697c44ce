package org.subaccounts.account.parent.open;

import java.time.Instant;
import java.util.UUID;

/** A parent account as operators see it. */
public record OpenedAccount(
        String object, UUID id, String name, String website, String status, boolean partner, Instant createdAt) {}
