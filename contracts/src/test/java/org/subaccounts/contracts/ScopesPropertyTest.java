package org.subaccounts.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The order of checks, against whatever is held: wildcard, exact, for all domains, for this domain; nothing else grants. */
class ScopesPropertyTest {
    @Provide
    Arbitrary<String> actions() {
        return Arbitraries.of(Scopes.PER_DOMAIN);
    }

    @Provide
    Arbitrary<String> domains() {
        return Arbitraries.of("a.example", "b.example", "mail.a.example", "xn--bcher-kva.example", "all");
    }

    @Provide
    Arbitrary<String> scopes() {
        return Arbitraries.oneOf(
                Arbitraries.of(Scopes.FIXED),
                actions().map(Scopes::forAllDomains),
                Combinators.combine(actions(), domains()).as(Scopes::forDomain));
    }

    @Provide
    Arbitrary<Set<String>> held() {
        return scopes().set().ofMaxSize(12);
    }

    @Property
    void the_wildcard_grants_every_scope(@ForAll("held") Set<String> held, @ForAll("scopes") String needed) {
        Set<String> withWildcard = with(held, Scopes.WILDCARD);
        assertTrue(Scopes.grants(withWildcard, needed));
        assertFalse(Scopes.grants(held, Scopes.WILDCARD));
    }

    @Property
    void a_held_scope_grants_itself(@ForAll("held") Set<String> held, @ForAll("scopes") String needed) {
        assertTrue(Scopes.grants(with(held, needed), needed));
    }

    @Property
    void without_wildcard_only_the_scope_itself_or_its_global_one_grants(
            @ForAll("held") Set<String> held, @ForAll("scopes") String needed) {
        boolean global = Scopes.parts(needed)
                .map(part -> held.contains(part.action() + ":all"))
                .orElse(false);
        assertEquals(held.contains(needed) || global, Scopes.grants(held, needed));
    }

    @Property
    void asking_by_action_and_domain_is_asking_for_the_scope_of_both(
            @ForAll("held") Set<String> held, @ForAll("actions") String action, @ForAll("domains") String domain) {
        assertEquals(
                Scopes.grants(held, Scopes.forDomain(action, domain)), Scopes.grantsForDomain(held, action, domain));
    }

    @Property
    void a_scope_for_one_domain_never_stands_for_another_nor_for_all(
            @ForAll("actions") String action, @ForAll("domains") String domain, @ForAll("domains") String other) {
        Set<String> held = Set.of(Scopes.forDomain(action, domain));
        assertEquals(domain.equals(other), Scopes.grantsForDomain(held, action, other));
        assertFalse(Scopes.grants(held, Scopes.forAllDomains(action)));
    }

    @Property
    void holding_more_never_grants_less(
            @ForAll("held") Set<String> held, @ForAll("scopes") String more, @ForAll("scopes") String needed) {
        assertTrue(!Scopes.grants(held, needed) || Scopes.grants(with(held, more), needed));
    }

    @Property
    void a_scope_for_one_domain_is_taken_apart_into_what_it_was_made_of(
            @ForAll("actions") String action, @ForAll("domains") String domain) {
        String scope = Scopes.forDomain(action, domain);
        assertEquals(Optional.of(new Scopes.ForDomain(action, domain)), Scopes.parts(scope));
        assertTrue(Scopes.exists(scope));
    }

    @Property
    void every_scope_of_the_lists_exists_and_random_text_does_not(@ForAll("scopes") String scope, @ForAll String text) {
        assertTrue(Scopes.exists(scope));
        assertFalse(Scopes.exists(text + "?"));
        assertFalse(Scopes.exists("x" + scope));
    }

    private static Set<String> with(Set<String> held, String more) {
        Set<String> all = new HashSet<>(held);
        all.add(more);
        return all;
    }
}
