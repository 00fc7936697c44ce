package org.subaccounts.account.member;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.Rules;
import org.subaccounts.account.member.MemberEvent.MemberAdded;
import org.subaccounts.account.member.MemberEvent.MemberRemoved;
import org.subaccounts.account.member.add.AddMember;
import org.subaccounts.account.member.remove.RemoveMember;

class MemberRulesTest {
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID USER = new UUID(2, 2);
    private static final UUID OWNER = new UUID(3, 3);
    private static final MembershipId ID = new MembershipId(ACCOUNT, USER);
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private final MemberAdded added =
            new MemberAdded(ID.toString(), ACCOUNT, USER, "jo@example.com", "Jo", "Analyst", AT);
    private final MemberRemoved removed = new MemberRemoved(ID.toString(), ACCOUNT, USER, AT);
    private final AddMember add = new AddMember(ID, "jo@example.com", "Jo", "Analyst", AT);
    private final Rules rules = new Rules();

    @AfterEach
    void stop() {
        rules.close();
    }

    private static RemoveMember remove(UUID owner, @Nullable UUID caller) {
        return new RemoveMember(ID, owner, caller, AT);
    }

    @Test
    void a_user_is_added_once_and_again_after_being_removed() {
        rules.accepts(List.of(), add, added);
        rules.refuses(List.of(added), add, MemberRefusal.AlreadyMember.class);
        rules.accepts(List.of(added, removed), add, added);
    }

    @Test
    void a_member_is_removed_by_a_key_or_by_another_member() {
        rules.accepts(List.of(added), remove(OWNER, null), removed);
        rules.accepts(List.of(added), remove(OWNER, OWNER), removed);
    }

    @Test
    void who_is_no_member_is_not_found() {
        rules.refuses(List.of(), remove(OWNER, null), MemberRefusal.NotFound.class);
        rules.refuses(List.of(added, removed), remove(OWNER, null), MemberRefusal.NotFound.class);
        rules.refuses(List.of(), remove(USER, USER), MemberRefusal.NotFound.class);
    }

    @Test
    void the_owner_stays() {
        rules.refuses(List.of(added), remove(USER, null), MemberRefusal.IsOwner.class);
    }

    @Test
    void nobody_removes_themselves() {
        rules.refuses(List.of(added), remove(OWNER, USER), MemberRefusal.IsOneself.class);
    }
}
