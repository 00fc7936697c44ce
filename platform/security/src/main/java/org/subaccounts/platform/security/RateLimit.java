package org.subaccounts.platform.security;

import org.jspecify.annotations.Nullable;

/** What an account's terms say about its request rate; null: the platform's default. */
record RateLimit(
        @Nullable Integer requestsPerSecond, @Nullable Integer burst) {}
