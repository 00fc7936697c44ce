package org.subaccounts.platform.localinfra;

import java.time.Instant;
import java.util.List;

/** A mail that the sink received: author's address, envelope recipients, decoded subject. Ids grow. */
public record ReceivedMail(long id, String from, List<String> to, String subject, Instant receivedAt) {}
