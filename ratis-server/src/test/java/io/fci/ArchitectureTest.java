package io.fci;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Who may import whom, and why. A change that breaks an arrow is either in the wrong place or changes the architecture:
/// then change it here, with the reason.
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    /// @param of a package and what lies below it
    /// @param may the packages of ours that it may use beside itself
    private record Arrow(String of, List<String> may, String because) {
        ArchRule rule() {
            var own = of.endsWith("..") ? of : of + "..";
            return classes().that()
                    .resideInAPackage(own)
                    .should()
                    .onlyDependOnClassesThat(not(resideInAPackage("io.fci..")).or(resideInAPackage(own))
                            .or(resideInAnyPackage(may.toArray(String[]::new))))
                    .because(because)
                    .allowEmptyShould(true);
        }
    }

    private static final List<Arrow> ARROWS = List.of(
            new Arrow("io.fci.core..", List.of(),
                    "what the cluster decides must not depend on how it is stored, asked for or carried out"),
            new Arrow("io.fci.core.state", List.of(), "what is agreed on is known without what is done with it"),
            new Arrow("io.fci.core.log", List.of("io.fci.core.state"),
                    "a command says what is asked, not what follows"),
            new Arrow("io.fci.core.view", List.of("io.fci.core.state"),
                    "whoever looks must see the same as whoever decides, and change nothing"),
            new Arrow("io.fci.core.node", List.of("io.fci.core.state"), "a node follows the state, not the commands"),
            new Arrow("io.fci.core.rules", List.of("io.fci.core.state", "io.fci.core.log", "io.fci.core.view"),
                    "a rule changes the state by commands and knows nothing of who applies it"),
            new Arrow("io.fci.codec", List.of("io.fci.core..", "io.fci.v1..", "io.fci.proto..", "io.fci.journal.v1.."),
                    "there is one translation between records and protobuf, and it does nothing else"),
            new Arrow("io.fci.journal", List.of("io.fci.core.."), "the port must be free of what implements it"),
            new Arrow("io.fci.raft",
                    List.of("io.fci.journal", "io.fci.codec.log", "io.fci.core..", "io.fci.config", "io.fci.base",
                            "io.fci.guard.wire", "io.fci.proto..", "io.fci.journal.v1.."),
                    "consensus carries commands and knows nothing of what becomes of them"),
            new Arrow("io.fci.lead", List.of("io.fci.journal", "io.fci.core..", "io.fci.base"),
                    "who should lead is decided in the core, from what the leader sees"),
            new Arrow("io.fci.losses",
                    List.of("io.fci.journal", "io.fci.core..", "io.fci.hands", "io.fci.base"),
                    "evidence is collected and proposed; what follows from it is decided in the core"),
            new Arrow("io.fci.fence", List.of("io.fci.journal", "io.fci.core..", "io.fci.base"),
                    "who is turned off when is decided in the core; here it is done, and told"),
            new Arrow("io.fci.monitor",
                    List.of("io.fci.journal", "io.fci.core..", "io.fci.agent", "io.fci.hands", "io.fci.base",
                            "io.fci.guard.wire"),
                    "the machine follows the orders, whoever asked for them"),
            new Arrow("io.fci.agent", List.of("io.fci.hands", "io.fci.core..", "io.fci.base"),
                    "an agent knows its resource and nothing of the cluster"),
            new Arrow("io.fci.hands", List.of("io.fci.guard.wire"),
                    "the guard is reached by its messages only, so that it can be restarted and replaced on its own"),
            new Arrow("io.fci.dns", List.of("io.fci.journal", "io.fci.core..", "io.fci.config"),
                    "names are answered from what is applied and from nothing else"),
            new Arrow("io.fci.rpc",
                    List.of("io.fci.journal", "io.fci.codec.api", "io.fci.core..", "io.fci.config", "io.fci.base",
                            "io.fci.guard.wire", "io.fci.v1..", "io.fci.proto.."),
                    "every API call goes the way of every other command: through the journal"),
            new Arrow("io.fci.config", List.of("io.fci.core..", "io.fci.guard.wire"),
                    "the node file is read before anything else exists"),
            new Arrow("io.fci.base", List.of(), "everyone may use the clock, so it must need nobody"));

    @TestFactory
    Stream<DynamicTest> arrows() {
        return ARROWS.stream().map(a -> DynamicTest.dynamicTest(a.of() + " uses only " + a.may(),
                () -> a.rule().check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> librariesHaveOneHome() {
        return Stream.of(
                only("org.apache.ratis..", List.of("io.fci.raft.."),
                        "everyone else reaches consensus through the journal, so that it can be faked and replaced"),
                only("io.grpc..", List.of("io.fci.rpc..", "io.fci.raft.forward.."),
                        "what is not an API call or a forwarded proposal needs no gRPC"),
                only("com.google..", List.of("io.fci.codec..", "io.fci.rpc..", "io.fci.raft..", "io.fci.v1..",
                        "io.fci.proto..", "io.fci.journal.v1.."), "records inside, protobuf at the edges"),
                only("org.xbill..", List.of("io.fci.dns.."), "DNS messages are read and written in one place"),
                only("io.netty..", List.of("io.fci.dns..", "io.fci.rpc..", "io.fci.raft.."),
                        "sockets belong to the edges"),
                only("javax.xml..", List.of("io.fci.fence.."), "only fence agents describe themselves in XML"),
                only("org.snakeyaml..", List.of("io.fci.config.."), "only the node file is YAML"))
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CLASSES)));
    }

    private static ArchRule only(String library, List<String> homes, String because) {
        return noClasses().that(not(resideInAnyPackage(homes.toArray(String[]::new))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(because)
                .allowEmptyShould(true);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.fci.(**)").should().beFreeOfCycles()
                .because("a package that cannot be understood without another one is a part of it").check(CLASSES);
    }

    @Test
    void onlyTheHandsTalkToTheGuard() {
        noClasses().that(resideOutsideOfPackage("io.fci.hands..").and(resideOutsideOfPackage("io.fci")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.fci.guard..").and(not(equivalentTo(Profile.class)))
                        .and(not(equivalentTo(LeaseHealth.class)))
                        .and(not(equivalentTo(LeaseHealth.Peer.class))))
                .because("an effect on the machine that does not go through the hands is not checked against the lease;"
                        + " the profile is no message but a word of the node file, and the health is read only")
                .check(CLASSES);
    }

    @Test
    void rulesAreReachedThroughTheClusterOnly() {
        noClasses().that(resideOutsideOfPackage("io.fci.core.."))
                .should().dependOnClassesThat().resideInAPackage("io.fci.core.rules..")
                .because("the state changes by applying entries, and by nothing else").check(CLASSES);
    }

    @Test
    void nothingDependsOnTheWiring() {
        noClasses().that(resideOutsideOfPackage("io.fci")).should().dependOnClassesThat().resideInAPackage("io.fci")
                .because("the wiring knows the parts, the parts do not know the wiring").check(CLASSES);
    }

    /// A dry run stamps itself and watchers are paced in rpc: nothing is decided by either.
    @Test
    void clocksAreReadInBaseOnly() {
        noClasses().that(not(resideInAnyPackage("io.fci.base..", "io.fci.rpc..")))
                .should().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(java.time.Instant.class, "now")
                .orShould().dependOnClassesThat().areAssignableTo(java.time.Clock.class)
                .because("a test and the simulator must be able to say what time it is").check(CLASSES);
    }

    @Test
    void theReaderUnderstandsOurClassFiles() {
        assertThat(CLASSES.contain("io.fci.core.Cluster")).isTrue();
        assertThat(CLASSES.get("io.fci.core.Cluster").getMethods()).isNotEmpty();
        assertThat(CLASSES.get("io.fci.core.Cluster").getDirectDependenciesFromSelf()).hasSizeGreaterThan(20);
    }

    @Test
    void everyPackageSaysWhatItPromises() throws IOException {
        for (var folder : packages()) {
            assertThat(SOURCES.resolve(folder).resolve("package-info.java")).exists();
        }
    }

    @Test
    void theArchitecturePageNamesEveryPackage() throws IOException {
        var page = Path.of("../docs/ARCHITECTURE.md");
        if (Files.exists(page)) {
            var text = Files.readString(page);
            for (var folder : packages()) {
                assertThat(text).contains("`" + folder.toString().replace('/', '.') + "`");
            }
        }
    }

    private static Iterable<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            var folders = new TreeSet<Path>();
            files.filter(f -> f.toString().endsWith(".java"))
                    .forEach(f -> folders.add(SOURCES.relativize(f.getParent())));
            return folders;
        }
    }
}
