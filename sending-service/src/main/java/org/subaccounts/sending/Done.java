package org.subaccounts.sending;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What operations answer that leave nothing to show. */
@Schema(name = "SuccessResponse")
public record Done(String message) {}
