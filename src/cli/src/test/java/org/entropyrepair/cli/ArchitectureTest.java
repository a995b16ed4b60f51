package org.entropyrepair.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom in the tool (design, layout). */
@AnalyzeClasses(
        packages = "org.entropyrepair.cli",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.entropyrepair..";
    private static final String CLI = "org.entropyrepair.cli..";
    private static final String FRAME = "org.entropyrepair.cli.frame..";
    private static final String CONFIG = "org.entropyrepair.config..";
    private static final String TOPIC = "org.entropyrepair.flow.topic..";
    private static final String CORE = "org.entropyrepair.core..";

    @ArchTest
    static final ArchRule theToolSeesNoStoreAndNoOperator =
            noClasses()
                    .that()
                    .resideInAPackage(CLI)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT)
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            CLI,
                                                            CONFIG,
                                                            CORE,
                                                            "org.entropyrepair.jobs..",
                                                            "org.entropyrepair.flow.savepoint..",
                                                            "org.entropyrepair.flow.redrive..",
                                                            TOPIC))));

    @ArchTest
    static final ArchRule theFrameKnowsNoCommand =
            classes()
                    .that()
                    .resideInAPackage(FRAME)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    FRAME,
                                    CONFIG,
                                    TOPIC,
                                    "java..",
                                    "org.jspecify..",
                                    "picocli..",
                                    "com.fasterxml.jackson.."));

    @ArchTest
    static void roomsHaveNoCycles(JavaClasses classes) {
        slices().matching("org.entropyrepair.(**)").should().beFreeOfCycles().check(classes);
    }
}
