package org.subaccounts.local;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.subaccounts.platform.testkit.ArchitectureRules;

/** The rules over all modules at once; that each rule finds what breaks it, the test kit's own tests show. */
class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.ofThePlatform();
    private static final String REST = "jakarta.ws.rs.";
    private static final String SECURITY = "org.subaccounts.platform.security.";
    private static final JavaClasses CLASSES = ArchitectureRules.productionClasses(modules());

    @ParameterizedTest
    @EnumSource(PlatformService.class)
    void services_do_not_import_each_other(PlatformService service) {
        RULES.importsNoOtherService(service.database()).check(CLASSES);
    }

    @Test
    void deciding_code_knows_no_http_sql_or_kafka() {
        RULES.decidingKnowsNoTechnology().check(CLASSES);
    }

    @Test
    void deciding_code_asks_neither_clock_nor_chance() {
        RULES.decidingAsksNeitherClockNorChance().check(CLASSES);
    }

    @Test
    void stored_events_have_names_of_their_own() {
        RULES.storedEventsAreNamed().check(CLASSES);
    }

    @Test
    void contracts_import_no_framework() {
        RULES.contractsImportNoFramework().check(CLASSES);
    }

    @Test
    void every_operation_declares_who_may_use_it() {
        ArchRuleDefinition.methods()
                .that()
                .areAnnotatedWith(REST + "GET")
                .or()
                .areAnnotatedWith(REST + "POST")
                .or()
                .areAnnotatedWith(REST + "PUT")
                .or()
                .areAnnotatedWith(REST + "PATCH")
                .or()
                .areAnnotatedWith(REST + "DELETE")
                .should()
                .beAnnotatedWith(SECURITY + "RequireScope")
                .orShould()
                .beAnnotatedWith(SECURITY + "AnyKey")
                .orShould()
                .beAnnotatedWith(SECURITY + "OperatorOnly")
                .orShould()
                .beAnnotatedWith(SECURITY + "InternalOnly")
                .orShould()
                .beAnnotatedWith(SECURITY + "Unauthenticated")
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    @Test
    void only_tracking_and_floors_of_measurements_are_open_to_anybody() {
        ArchRuleDefinition.methods()
                .that()
                .areAnnotatedWith(SECURITY + "Unauthenticated")
                .should()
                .beDeclaredInClassesThat()
                .resideInAnyPackage("..floor", "..sending.tracking")
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    private static List<Path> modules() {
        Path root = Repository.root();
        return Stream.concat(
                        Stream.of("contracts"),
                        Stream.of(PlatformService.values()).map(PlatformService::artifact))
                .map(module -> root.resolve(module).resolve("target").resolve("classes"))
                .toList();
    }
}
