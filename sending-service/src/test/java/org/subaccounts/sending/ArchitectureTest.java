package org.subaccounts.sending;

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
    void noOtherServiceIsImported() {
        RULES.importsNoOtherService("sending").check(CLASSES);
    }

    @Test
    void decidingCodeKnowsNoTechnologyNorTheTime() {
        RULES.decidingKnowsNoTechnology().check(CLASSES);
        RULES.decidingAsksNeitherClockNorChance().check(CLASSES);
    }

    @Test
    void storedEventsAreNamed() {
        RULES.storedEventsAreNamed().check(CLASSES);
    }
}
