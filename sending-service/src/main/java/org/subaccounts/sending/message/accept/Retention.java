package org.subaccounts.sending.message.accept;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Days to keep what was sent, and what happened to it; what is left out is as the account's settings say. */
@Schema(name = "RetentionInRequest")
public record Retention(
        @Schema(minimum = "1", maximum = "30", description = "For what happened to it.") @Nullable Integer metadata,

        @Schema(minimum = "0", maximum = "30", description = "For its content.") @Nullable Integer data) {}
