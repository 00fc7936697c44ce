package org.subaccounts.key.apikey;

import java.util.UUID;

/** The account that a key belongs to; {@code child}: it is a sub account. */
public record KeyOwner(UUID accountId, boolean child) {}
