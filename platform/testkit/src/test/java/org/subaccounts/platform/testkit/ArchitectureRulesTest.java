package org.subaccounts.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureRulesTest {
    private static final String GOOD = "org.subaccounts.platform.testkit.fixture.good";
    private static final String BROKEN = "org.subaccounts.platform.testkit.fixture.broken";

    private final ArchitectureRules ofBroken = new ArchitectureRules(BROKEN);
    private final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);

    @Test
    void a_service_that_imports_another_one_is_found() {
        assertBroken(ofBroken.importsNoOtherService("account"), "UsesAnotherService");
    }

    @Test
    void a_decision_that_knows_http_sql_or_kafka_is_found() {
        assertBroken(ofBroken.decidingKnowsNoTechnology(), "DecidesWithHttp$Handler", "SqlDecision", "KafkaReduction");
    }

    @Test
    void a_decision_that_asks_the_clock_or_chance_is_found() {
        assertBroken(ofBroken.decidingAsksNeitherClockNorChance(), "Instant.now()", "UUID.randomUUID()");
    }

    @Test
    void a_stored_event_without_a_name_of_its_own_is_found() {
        assertBroken(
                ofBroken.storedEventsAreNamed(),
                "Unnamed does not declare namespace",
                "Unnamed does not declare name",
                "Unnamed does not declare version");
    }

    @Test
    void a_contract_with_a_framework_in_it_is_found() {
        assertBroken(ofBroken.contractsImportNoFramework(), "FrameworkInContract");
    }

    static List<ArchRule> rulesOfGood() {
        ArchitectureRules rules = new ArchitectureRules(GOOD);
        return List.of(
                rules.importsNoOtherService("account"),
                rules.decidingKnowsNoTechnology(),
                rules.decidingAsksNeitherClockNorChance(),
                rules.storedEventsAreNamed(),
                rules.contractsImportNoFramework());
    }

    @ParameterizedTest
    @MethodSource("rulesOfGood")
    void code_as_it_should_be_passes(ArchRule rule) {
        rule.check(new ClassFileImporter().importPackages(GOOD));
    }

    @ParameterizedTest
    @MethodSource("rulesOfGood")
    void a_rule_that_finds_nothing_to_look_at_fails(ArchRule rule) {
        JavaClasses others = new ClassFileImporter().importPackages("java.util.concurrent.locks");

        assertThatThrownBy(() -> rule.check(others))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed to check any classes");
    }

    private void assertBroken(ArchRule rule, String... culprits) {
        assertThat(rule.evaluate(broken).hasViolation()).isTrue();
        assertThat(String.join("\n", rule.evaluate(broken).getFailureReport().getDetails()))
                .contains(culprits);
    }
}
