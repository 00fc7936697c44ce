package org.subaccounts.sending.message.accept;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mailbox as requests give it. */
@Schema(name = "AddressInRequest", requiredProperties = "email")
public record Address(
        @Schema(format = "email") @Nullable String email,

        @Schema(maxLength = AcceptRules.MAX_NAME_LENGTH) @Nullable String name) {}
