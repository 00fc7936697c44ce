package org.subaccounts.billing.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who issued an invoice, as it is printed on it, for ever: whoever moves or changes his bank does not change what he has issued.
 * {@code footer}: bank account, tax number and the like.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Issuer(
        @Nullable String name,
        List<String> address,
        @Nullable String footer) {
    public Issuer {
        address = address == null ? List.of() : List.copyOf(address);
    }
}
