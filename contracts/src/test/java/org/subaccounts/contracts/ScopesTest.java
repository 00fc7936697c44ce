package org.subaccounts.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopesTest {
    @Test
    void theWildcardGrantsEverything() {
        assertTrue(Scopes.grants(Set.of("*"), Scopes.DOMAINS_READ));
        assertTrue(Scopes.grantsForDomain(Set.of("*"), Scopes.MESSAGES_SEND, "a.example"));
    }

    @Test
    void aFixedScopeGrantsItselfAlone() {
        assertTrue(Scopes.grants(Set.of("domains:read"), "domains:read"));
        assertFalse(Scopes.grants(Set.of("domains:read"), "domains:write"));
    }

    @Test
    void aDomainScopeGrantsItsDomainAlone() {
        Set<String> held = Set.of("messages:send:{a.example}");
        assertTrue(Scopes.grantsForDomain(held, Scopes.MESSAGES_SEND, "a.example"));
        assertFalse(Scopes.grantsForDomain(held, Scopes.MESSAGES_SEND, "b.example"));
        assertTrue(Scopes.grantsForDomain(Set.of("messages:send:all"), Scopes.MESSAGES_SEND, "b.example"));
    }

    @Test
    void everyEventHasOneTypeOfItsOwn() {
        assertEquals(
                ContractEvent.class.getPermittedSubclasses().length,
                ContractEvents.types().size());
        assertEquals("org.subaccounts.SubAccountCreated.v1", ContractEvents.type(SubAccountCreated.class));
        assertEquals(
                SubAccountCreated.class,
                ContractEvents.byType("org.subaccounts.SubAccountCreated.v1").orElseThrow());
        assertTrue(ContractEvents.byType("org.subaccounts.Unheard.v1").isEmpty());
    }
}
