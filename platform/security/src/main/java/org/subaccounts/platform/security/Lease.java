package org.subaccounts.platform.security;

import java.time.Duration;

/** An answer and how long it may be relied on, counted from when the question was sent. */
public record Lease<V>(V value, Duration validFor) {}
