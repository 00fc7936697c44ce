package org.subaccounts.account.member;

import java.util.UUID;

/** One user on one account; the same for every time that the user is a member. */
public record MembershipId(UUID accountId, UUID userId) {
    /** The value of the event tag. */
    @Override
    public String toString() {
        return accountId + "/" + userId;
    }
}
