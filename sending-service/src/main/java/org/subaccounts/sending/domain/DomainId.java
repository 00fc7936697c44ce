package org.subaccounts.sending.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one domain of one account; a domain that is removed and added again gets a new one. */
public record DomainId(@JsonValue UUID value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DomainId {}

    /** The bare UUID: also the value of the event tag. */
    @Override
    public String toString() {
        return value.toString();
    }
}
