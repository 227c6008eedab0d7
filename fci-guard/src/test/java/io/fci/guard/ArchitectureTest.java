package io.fci.guard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The guard holds a node's lease: what it needs to run is small, and its rules can be run without a machine.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void theGuardNeedsNothingButTheJdk() {
        classes().should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.fci.guard..")
                .because("what keeps a lease must not change with anybody's release")
                .check(CLASSES);
    }

    @Test
    void theLeaseIsPure() {
        noClasses().that()
                .resideInAPackage("io.fci.guard.lease..")
                .should()
                .dependOnClassesThat(
                        not(resideInAnyPackage("io.fci.guard.lease..", "io.fci.guard.wire..", "java.lang..",
                                "java.util", "java.util.function", "java.util.stream")))
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time is passed in, so that every interleaving of it can be tried")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theMessagesDependOnNothingOfTheGuard() {
        classes().that()
                .resideInAPackage("io.fci.guard.wire..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.fci.guard.wire..")
                .because("the daemon imports them, and must not be able to reach the hands by the way")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.fci.guard.(**)")
                .should()
                .beFreeOfCycles()
                .because("a package that cannot be understood without another one is a part of it")
                .check(CLASSES);
    }

    @Test
    void theReaderUnderstandsOurClassFiles() {
        assertThat(CLASSES.contain("io.fci.guard.wire.Datagram")).isTrue();
        assertThat(CLASSES.get("io.fci.guard.wire.Datagram").getDirectDependenciesFromSelf()).isNotEmpty();
    }
}
