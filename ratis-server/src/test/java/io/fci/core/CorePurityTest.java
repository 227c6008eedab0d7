package io.fci.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The core computes the same on every replica because it cannot do otherwise: nothing it may use has a clock, chance,
/// threads, a world outside, or an order of iteration that differs from one run to the next.
class CorePurityTest {
    private static final JavaClasses CORE = new ClassFileImporter().importPath(Path.of("target/classes/io/fci/core"));

    @Test
    void theCoreUsesPlainJavaAndItself() {
        classes().should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.fci.core..", "java.lang", "java.lang.annotation", "java.lang.invoke",
                        "java.lang.runtime", "java.util", "java.util.function", "java.util.stream", "java.util.regex",
                        "org.jspecify.annotations", "org.pcollections")
                .because("time, chance, files, sockets and threads are different on every replica")
                .check(CORE);
    }

    @Test
    void theCoreHasNoClockNoChanceAndNoThreads() {
        noClasses().should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.(Thread|ThreadLocal|ScopedValue|Runtime|ProcessBuilder)|java\\.util\\."
                        + "(Random|SplittableRandom|UUID|Timer|Date|Calendar|TimeZone|Scanner|Properties|ResourceBundle)")
                .orShould()
                .callMethodWhere(callTo(System.class, "currentTimeMillis", "nanoTime", "getenv", "getProperty",
                        "identityHashCode", "getProperties"))
                .because("the same entry must lead to the same state everywhere and at any time")
                .check(CORE);
    }

    @Test
    void theCoreIteratesNothingInAnUnspecifiedOrder() {
        noClasses().should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable)")
                .orShould()
                .callMethodWhere(callTo(Map.class, "of", "ofEntries", "copyOf"))
                .orShould()
                .callMethodWhere(callTo(Set.class, "of", "copyOf"))
                .orShould()
                .callMethodWhere(callTo(Collectors.class, "toSet", "toUnmodifiableSet", "toUnmodifiableMap",
                        "partitioningBy"))
                .orShould()
                .callMethodWhere(hashed("toMap", 4).or(hashed("groupingBy", 3)))
                .orShould()
                .callMethodWhere(callTo(Collections.class, "shuffle"))
                .because("these iterate differently in every run of a JVM; TreeMap, TreeSet and List do not")
                .check(CORE);
    }

    @Test
    void theCoreSpeaksTheSameLanguageEverywhere() {
        noClasses().should()
                .callMethodWhere(callTo(String.class, "format", "formatted"))
                .orShould()
                .callMethodWhere(callTo(Locale.class, "getDefault"))
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .because("sentences and folded names are part of the state, and a machine's locale must not be")
                .check(CORE);
    }

    private static DescribedPredicate<JavaMethodCall> callTo(Class<?> owner, String... methods) {
        return DescribedPredicate.describe(owner.getSimpleName() + "." + List.of(methods),
                call -> call.getTargetOwner().isEquivalentTo(owner) && List.of(methods).contains(call.getName()));
    }

    /// Without a map of its own to collect into, a collector takes a HashMap.
    private static DescribedPredicate<JavaMethodCall> hashed(String collector, int parametersWithOwnMap) {
        return DescribedPredicate.describe(collector + " into a HashMap",
                call -> call.getTargetOwner().isEquivalentTo(Collectors.class) && call.getName().equals(collector)
                        && call.getTarget().getRawParameterTypes().size() < parametersWithOwnMap);
    }
}
