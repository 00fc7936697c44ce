package org.subaccounts.key;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.ArchitectureRules;

class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.ofThePlatform();
    private static final JavaClasses CLASSES =
            ArchitectureRules.productionClasses(List.of(Path.of("target", "classes")));

    @Test
    void no_other_service_is_imported() {
        RULES.importsNoOtherService("key").check(CLASSES);
    }

    @Test
    void deciding_code_knows_no_technology_nor_the_time() {
        RULES.decidingKnowsNoTechnology().check(CLASSES);
        RULES.decidingAsksNeitherClockNorChance().check(CLASSES);
    }

    @Test
    void stored_events_are_named() {
        RULES.storedEventsAreNamed().check(CLASSES);
    }
}
