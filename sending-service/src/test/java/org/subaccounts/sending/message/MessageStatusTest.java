package org.subaccounts.sending.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageStatusTest {
    private static final UUID ID = UUID.fromString("01890000-0000-7000-8000-000000000001");

    @ParameterizedTest
    @EnumSource
    void every_word_that_is_said_is_understood(MessageStatus status) {
        assertThat(MessageStatus.stored(status.stored())).isEqualTo(status);
        for (boolean sandbox : new boolean[] {false, true}) {
            assertThat(MessageStatus.parse(status.word(sandbox)))
                    .hasValueSatisfying(word -> assertThat(word.status()).isEqualTo(status))
                    .hasValueSatisfying(word ->
                            assertThat(sandbox ? word.sandbox() : word.real()).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"received", "Sandbox Received", "SANDBOX DELIVERED", "", "Sandbox", "Sandbox Dropped"})
    void no_other_word_is(String word) {
        assertThat(MessageStatus.parse(word)).isEmpty();
    }

    @Test
    void a_message_is_named_by_its_id_or_by_the_uuid_in_it() {
        assertThat(MessageId.parse(ID.toString())).contains(new MessageId.Reference(ID, null));
        assertThat(MessageId.parse("<" + ID + "@Acme.example.com>"))
                .contains(new MessageId.Reference(ID, "acme.example.com"));
        assertThat(MessageId.parse(ID + "@acme.example.com")).contains(new MessageId.Reference(ID, "acme.example.com"));
        assertThat(MessageId.parse("<x@acme.example.com>")).isEmpty();
        assertThat(MessageId.parse(ID + "@")).isEmpty();
        assertThat(MessageId.parse("")).isEmpty();
    }
}
