package io.fci.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fci.guard.lease.Holder;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses guard = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fci.guard");

    @Test
    void theClassesWereRead() {
        assertThat(guard.contain(Holder.class)).isTrue();
    }

    @Test
    void theLeaseIsPure() {
        noClasses().that().resideInAPackage("..lease..").should().dependOnClassesThat()
                .resideInAnyPackage("..linux..", "..machine..", "..hands..", "io.fci.guard", "java.nio..", "java.io..",
                        "java.net..", "java.time..", "java.util.concurrent..")
                .because("explorers and simulators drive it with their own time and messages").check(guard);
        noClasses().that().resideInAPackage("..lease..").should().dependOnClassesThat()
                .areAssignableTo(Thread.class).because("it has no thread").check(guard);
    }

    @Test
    void onlyTheJdkIsUsed() {
        classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.crypto..", "jdk..", "io.fci.guard..")
                .because("what keeps a node's lease must not depend on anybody's release").check(guard);
    }

    @Test
    void systemCallsAreMadeInOnePackage() {
        noClasses().that().resideOutsideOfPackage("..linux..").should().dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..").because("one place knows the C library").check(guard);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.fci.guard.(*)..").should().beFreeOfCycles().check(guard);
        noClasses().that().resideInAPackage("..wire..").should().dependOnClassesThat()
                .resideInAnyPackage("..lease..", "..linux..", "..machine..", "..hands..", "io.fci.guard")
                .because("the daemon has the records and nothing else of the guard").check(guard);
    }
}
