package org.entropyrepair.console;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the console and what they may know. */
@AnalyzeClasses(
        packages = "org.entropyrepair.console",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.entropyrepair..";
    private static final String CONSOLE = "org.entropyrepair.console..";

    @ArchTest
    static final ArchRule theConsoleSeesNoStoreAndNoOperator =
            noClasses()
                    .that()
                    .resideInAPackage(CONSOLE)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT)
                                    .and(
                                            DescribedPredicate.not(
                                                    resideInAnyPackage(
                                                            CONSOLE,
                                                            "org.entropyrepair.cli..",
                                                            "org.entropyrepair.config..",
                                                            "org.entropyrepair.core..",
                                                            "org.entropyrepair.flow.topic..",
                                                            "org.entropyrepair.jobs.."))));

    @ArchTest
    static final ArchRule theModelKnowsNoServerAndNoBroker =
            classes()
                    .that()
                    .resideInAPackage("org.entropyrepair.console.model..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "org.entropyrepair.console.model..",
                                    "org.entropyrepair.core..",
                                    "org.apache.kafka.clients.consumer..",
                                    "org.apache.kafka.common.header..",
                                    "org.rocksdb..",
                                    "com.fasterxml.jackson..",
                                    "org.jspecify..",
                                    "java.."));

    @ArchTest
    static void roomsHaveNoCycles(JavaClasses classes) {
        slices().matching("org.entropyrepair.console.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
