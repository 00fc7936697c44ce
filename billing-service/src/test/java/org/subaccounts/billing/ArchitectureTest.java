package org.subaccounts.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.allocation.LargestRemainder;
import org.subaccounts.billing.invoice.InvoiceDraft;
import org.subaccounts.billing.invoice.LateUsage;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.platform.testkit.ArchitectureRules;

class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.ofThePlatform();
    private static final JavaClasses CLASSES =
            ArchitectureRules.productionClasses(List.of(Path.of("target", "classes")));

    @Test
    void no_other_service_is_imported() {
        RULES.importsNoOtherService("billing").check(CLASSES);
    }

    @Test
    void what_a_batch_means_depends_on_no_technology_nor_the_time() {
        RULES.decidingKnowsNoTechnology().check(CLASSES);
        RULES.decidingAsksNeitherClockNorChance().check(CLASSES);
    }

    @Test
    void what_is_stored_has_a_name_of_its_own() {
        RULES.storedEventsAreNamed().check(CLASSES);
    }

    @Test
    void no_two_packages_depend_on_each_other() {
        slices().matching("org.subaccounts.billing.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void pricing_and_allocation_are_plain_java() {
        classes()
                .that()
                .belongToAnyOf(
                        LargestRemainder.class,
                        Money.class,
                        BillingPeriod.class,
                        PricingPlan.class,
                        InvoiceDraft.class,
                        LateUsage.class)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.subaccounts.billing..", "org.jspecify..")
                .check(CLASSES);
    }
}
