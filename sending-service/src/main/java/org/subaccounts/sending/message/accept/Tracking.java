package org.subaccounts.sending.message.accept;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Whether to track; what is left out is as the account's settings say. */
@Schema(name = "TrackingInRequest")
public record Tracking(@Nullable Boolean open, @Nullable Boolean click) {}
