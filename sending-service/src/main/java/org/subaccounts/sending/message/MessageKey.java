package org.subaccounts.sending.message;

import java.time.LocalDate;
import java.util.UUID;

/** Where one message is: {@code keepDay} is its partition. */
public record MessageKey(UUID id, LocalDate keepDay) {}
