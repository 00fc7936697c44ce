package org.subaccounts.account.member;

import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.subaccounts.account.member.MemberEvent.MemberAdded;
import org.subaccounts.account.member.MemberEvent.MemberRemoved;

/** Whether a user is a member of an account. */
@EventSourcedEntity(tagKey = "member")
public class Membership {
    private boolean there;

    @EntityCreator
    public Membership() {}

    public boolean isThere() {
        return there;
    }

    @EventSourcingHandler
    void on(MemberAdded event) {
        there = true;
    }

    @EventSourcingHandler
    void on(MemberRemoved event) {
        there = false;
    }
}
