package org.subaccounts.platform.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that hold the architecture together. Code that decides is: commands, stored events, entities (Axon's
 * annotations), what is nested in them, command handlers, and classes named …Decision or …Reduction. A rule that finds no
 * class to look at fails.
 */
public final class ArchitectureRules {
    private static final List<String> SERVICES = List.of("account", "key", "billing", "sending");

    private static final String EVENT = "org.axonframework.messaging.eventhandling.annotation.Event";
    private static final Set<String> DECIDING_TYPES = Set.of(
            EVENT,
            "org.axonframework.messaging.commandhandling.annotation.Command",
            "org.axonframework.eventsourcing.annotation.EventSourcedEntity");
    private static final String COMMAND_HANDLER =
            "org.axonframework.messaging.commandhandling.annotation.CommandHandler";

    private static final String[] HTTP = {
        "jakarta.ws.rs..", "java.net.http..", "org.jboss.resteasy..", "io.vertx..", "org.eclipse.microprofile.rest.."
    };
    private static final String[] SQL = {
        "java.sql..", "javax.sql..", "jakarta.persistence..", "org.hibernate..", "org.postgresql.."
    };
    private static final String[] KAFKA = {
        "org.apache.kafka..", "org.eclipse.microprofile.reactive..", "io.smallrye.reactive..", "io.smallrye.mutiny.."
    };

    private static final Map<String, Set<String>> CLOCK_AND_CHANCE = Map.of(
            "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
            "java.lang.Math", Set.of("random"),
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.OffsetDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.util.UUID", Set.of("randomUUID"));

    private final String root;

    /** Root: the package that holds the services' packages and contracts. */
    public ArchitectureRules(String root) {
        this.root = root;
    }

    /** The rules of this project. */
    public static ArchitectureRules ofThePlatform() {
        return new ArchitectureRules("org.subaccounts");
    }

    /** The classes in these directories, without tests. */
    public static JavaClasses productionClasses(Collection<Path> directories) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(directories);
    }

    /** Service: account, key, billing or sending. */
    public ArchRule importsNoOtherService(String service) {
        String[] others = SERVICES.stream()
                .filter(other -> !other.equals(service))
                .map(other -> root + "." + other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + "." + service + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because("services speak to each other by contract events and HTTP")
                .allowEmptyShould(false);
    }

    /** No deciding class knows HTTP, SQL or Kafka. */
    public ArchRule decidingKnowsNoTechnology() {
        return noClasses()
                .that(decide())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(joined(HTTP, SQL, KAFKA))
                .because("what is decided must not depend on how it is transported or stored")
                .allowEmptyShould(false);
    }

    /** No deciding class asks for the time or for a random value: they are passed in. */
    public ArchRule decidingAsksNeitherClockNorChance() {
        return noClasses()
                .that(decide())
                .should()
                .callMethodWhere(DescribedPredicate.describe("clock or chance", ArchitectureRules::isClockOrChance))
                .because("the same history and the same command must give the same events")
                .allowEmptyShould(false);
    }

    /** Every stored event gives namespace, name and version, so that renaming a class changes nothing stored. */
    public ArchRule storedEventsAreNamed() {
        return classes()
                .that(areAnnotatedWith(Set.of(EVENT)))
                .should(declare("namespace", "name", "version"))
                .allowEmptyShould(false);
    }

    /** Contracts are plain records: the JDK, each other and annotations. */
    public ArchRule contractsImportNoFramework() {
        return classes()
                .that(resideInAPackage(root + ".contracts.."))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        root + ".contracts..",
                        "java..",
                        "com.fasterxml.jackson.annotation..",
                        "org.jspecify.annotations..")
                .because("any consumer can use them, whatever it is built with")
                .allowEmptyShould(false);
    }

    private static DescribedPredicate<JavaClass> decide() {
        return DescribedPredicate.describe("decide", ArchitectureRules::decides);
    }

    private static boolean decides(JavaClass type) {
        return areAnnotatedWith(DECIDING_TYPES).test(type)
                || type.getSimpleName().endsWith("Decision")
                || type.getSimpleName().endsWith("Reduction")
                || type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(COMMAND_HANDLER))
                || type.getEnclosingClass().filter(ArchitectureRules::decides).isPresent();
    }

    private static DescribedPredicate<CanBeAnnotated> areAnnotatedWith(Set<String> annotations) {
        return DescribedPredicate.describe("are annotated with " + annotations, type -> annotations.stream()
                .anyMatch(type::isAnnotatedWith));
    }

    private static boolean isClockOrChance(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        return CLOCK_AND_CHANCE.getOrDefault(owner.getFullName(), Set.of()).contains(call.getName())
                || owner.isAssignableTo(java.time.Clock.class)
                || owner.isAssignableTo(java.util.random.RandomGenerator.class);
    }

    private static ArchCondition<JavaClass> declare(String... properties) {
        return new ArchCondition<>("declare " + String.join(", ", properties)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Optional<? extends JavaAnnotation<?>> annotation = type.getAnnotations().stream()
                        .filter(candidate ->
                                candidate.getRawType().getFullName().equals(EVENT))
                        .findFirst();
                for (String property : properties) {
                    boolean declared =
                            annotation.isPresent() && annotation.get().hasExplicitlyDeclaredProperty(property);
                    events.add(new SimpleConditionEvent(
                            type,
                            declared,
                            type.getFullName() + (declared ? " declares " : " does not declare ") + property));
                }
            }
        };
    }

    private static String[] joined(String[]... groups) {
        return Arrays.stream(groups).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
