package org.subaccounts.sending.message.deliver;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/** What is needed besides the message itself to write and sign it. */
public record Letter(
        String fromAddress,
        @Nullable String fromName,
        @Nullable String replyToAddress,
        @Nullable String replyToName,
        String subject,
        @Nullable String text,
        @Nullable String html,
        JsonObject headers,
        Subdomains subdomains,
        String dkimSelector,
        DkimKeys.Sealed dkimKey) {}
