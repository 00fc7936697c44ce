package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.axonframework.common.IdentifierFactory;
import org.junit.jupiter.api.Test;

class TimeOrderedIdentifierFactoryTest {
    @Test
    void axon_makes_unique_uuids_of_version_7_that_start_with_the_time() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long before = System.currentTimeMillis();
            UUID id = UUID.fromString(IdentifierFactory.getInstance().generateIdentifier());
            long after = System.currentTimeMillis();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, after);
            ids.add(id);
        }
        assertThat(ids).hasSize(10_000);
    }
}
