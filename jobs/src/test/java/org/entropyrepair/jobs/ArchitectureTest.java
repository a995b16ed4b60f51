package org.entropyrepair.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.apache.flink.metrics.MetricGroup;
import org.entropyrepair.flow.metrics.JobMetric;

/** Who may depend on whom (design, layout). */
@AnalyzeClasses(
        packages = "org.entropyrepair",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.entropyrepair..";
    private static final String CORE = "org.entropyrepair.core..";
    private static final String RECONCILE = "org.entropyrepair.core.reconcile..";
    private static final String SINKS = "org.entropyrepair.sinks";
    private static final String MODEL = "org.entropyrepair.core.model";
    private static final String STORES = "org.entropyrepair.sinks..";
    private static final String CONFIG = "org.entropyrepair.config..";
    private static final String PUBLISHER = "org.entropyrepair.publisher..";
    private static final String FLOW = "org.entropyrepair.flow..";
    private static final String METRICS = "org.entropyrepair.flow.metrics..";
    private static final String JOBS = "org.entropyrepair.jobs..";
    private static final String FLINK = "org.apache.flink..";
    private static final String KAFKA = "org.apache.kafka..";

    @ArchTest
    static final ArchRule theCoreSeesTheJdkAndForTheWireJackson =
            classes()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    CORE, "java..", "org.jspecify..", "com.fasterxml.jackson.."));

    @ArchTest
    static final ArchRule onlyTheWireSeesJackson =
            noClasses()
                    .that(resideInAPackage(CORE).and(not(resideInAPackage("..core.wire.."))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule theWordsSeeNoOtherRoomOfTheCore =
            noClasses()
                    .that()
                    .resideInAPackage("org.entropyrepair.core.model..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..core.wire..", RECONCILE);

    @ArchTest
    static final ArchRule theDecisionSeesNoInputOrOutput =
            noClasses()
                    .that()
                    .resideInAPackage(RECONCILE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.io..",
                            "java.net..",
                            "java.nio..",
                            "java.util.concurrent..",
                            "..core.wire..");

    @ArchTest
    static final ArchRule theDecisionIsTakenWithoutClockAndWithoutChance =
            noClasses()
                    .that()
                    .resideInAPackage(RECONCILE)
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.util\\.(Random|UUID)|java\\.util\\.random\\..*")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Clock.class);

    @ArchTest
    static final ArchRule storesSeeTheirContractAndTheCoreOnly =
            noClasses()
                    .that()
                    .resideInAPackage(STORES)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT)
                                    .and(not(resideInAnyPackage(STORES, CORE)))
                                    .or(resideInAnyPackage(FLINK, KAFKA)));

    @ArchTest
    static final ArchRule theContractOfAStoreNamesNoStore =
            noClasses()
                    .that()
                    .resideInAPackage(SINKS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.entropyrepair.sinks.*..");

    /** A third party's store is compiled against these; in the job's jar others are renamed. */
    @ArchTest
    static final ArchRule whatAStoreIsCompiledAgainstSeesNothingThatTheJarRenames =
            classes()
                    .that()
                    .resideInAnyPackage(SINKS, MODEL)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(SINKS, MODEL, "java..", "org.jspecify.."));

    @ArchTest
    static final ArchRule theConfigSeesTheCoreOnly =
            noClasses()
                    .that()
                    .resideInAPackage(CONFIG)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT)
                                    .and(not(resideInAnyPackage(CONFIG, CORE)))
                                    .or(resideInAnyPackage(FLINK, KAFKA)));

    @ArchTest
    static final ArchRule thePublisherSeesTheCoreOnly =
            noClasses()
                    .that()
                    .resideInAPackage(PUBLISHER)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT)
                                    .and(not(resideInAnyPackage(PUBLISHER, CORE)))
                                    .or(resideInAPackage(FLINK)))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theFlowSeesNoConfigAndNoConcreteStore =
            noClasses()
                    .that()
                    .resideInAPackage(FLOW)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT).and(not(resideInAnyPackage(FLOW, CORE, SINKS))));

    /** What is measured is in the catalogue, or it is not measured. */
    @ArchTest
    static final ArchRule metricsAreRegisteredFromTheCatalogueOnly =
            noClasses()
                    .that(resideInAPackage(FLOW).and(not(resideInAPackage(METRICS))))
                    .should()
                    .callMethodWhere(
                            target(owner(assignableTo(MetricGroup.class)))
                                    .and(target(nameMatching("counter|gauge|meter|histogram"))));

    @ArchTest
    static final ArchRule whatIsInTheCatalogueIsMeasured =
            fields().that()
                    .areDeclaredIn(JobMetric.class)
                    .and()
                    .haveRawType(JobMetric.class)
                    .should(beUsedOutside(METRICS));

    private static ArchCondition<JavaField> beUsedOutside(String room) {
        return ArchCondition.from(
                DescribedPredicate.describe(
                        "be used outside " + room,
                        field ->
                                field.getAccessesToSelf().stream()
                                        .anyMatch(
                                                access ->
                                                        not(resideInAPackage(room))
                                                                .test(access.getOriginOwner()))));
    }

    @ArchTest
    static final ArchRule onlyCompositionRootsNameConcreteStores =
            noClasses()
                    .that(
                            resideInAPackage(ROOT)
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "org.entropyrepair.sinks.*..",
                                                            JOBS,
                                                            "org.entropyrepair.quickstart.."))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.entropyrepair.sinks.*..");

    @ArchTest
    static void packagesHaveNoCycles(JavaClasses classes) {
        slices().matching("org.entropyrepair.(**)").should().beFreeOfCycles().check(classes);
    }
}
