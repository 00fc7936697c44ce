package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.eventsourcing.eventstore.AnnotationBasedTagResolver;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachingResolversTest {
    @Event(namespace = "test", name = "Tagged", version = "4")
    record Tagged(
            @EventTag(key = "a") @EventTag(key = "b") String twice,
            @EventTag List<String> many,
            @EventTag(key = "missing") @Nullable String missing,
            String plain) {}

    static final class NoRecord {
        @EventTag(key = "field")
        private final String field = "value";

        String field() {
            return field;
        }
    }

    @Test
    void a_message_type_is_what_the_annotation_says() {
        assertThat(CachingResolvers.messageTypes().resolveOrThrow(Tagged.class))
                .isEqualTo(new MessageType("test", "Tagged", "4"));
    }

    @Test
    void tags_are_those_that_axon_finds() {
        EventMessage event = TestStore.message(new Tagged("x", List.of("m", "n"), null, "p"));

        assertThat(CachingResolvers.tags().resolve(event))
                .containsExactlyInAnyOrder(Tag.of("a", "x"), Tag.of("b", "x"), Tag.of("many", "m"), Tag.of("many", "n"))
                .isEqualTo(new AnnotationBasedTagResolver().resolve(event));
    }

    @Test
    void classes_that_are_no_records_are_tagged_as_axon_does() {
        assertThat(CachingResolvers.tags().resolve(TestStore.message(new NoRecord())))
                .containsExactly(Tag.of("field", "value"));
        assertThat(new NoRecord().field()).isEqualTo("value");
    }
}
