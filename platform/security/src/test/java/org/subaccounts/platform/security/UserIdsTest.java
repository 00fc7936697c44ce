package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserIdsTest {
    @Test
    void one_address_is_one_user_however_it_is_written() {
        assertThat(UserIds.of(" Ann@Example.com ")).isEqualTo(UserIds.of("ann@example.com"));
        assertThat(UserIds.of("ann@example.com")).isNotEqualTo(UserIds.of("bob@example.com"));
    }

    @Test
    void the_id_is_a_name_based_uuid_and_never_changes() {
        var id = UserIds.of("ann@example.com");

        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id).hasToString("1e8b0f7f-4da7-5d38-a2c0-3e3c668b9a8b");
    }

    @Test
    void a_domain_has_one_spelling_and_letters_that_only_look_alike_are_others() {
        assertThat(UserIds.of("jo@m\u00fcller.example")).isEqualTo(UserIds.of("jo@xn--mller-kva.example"));
        assertThat(UserIds.of("jac\u212a@example.com")).isNotEqualTo(UserIds.of("jack@example.com"));
    }
}
