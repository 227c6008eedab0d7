package io.fci.acceptance.safety;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// What every build plays of the cases.
@TestInstance(Lifecycle.PER_CLASS)
class ShortCasesIT {
    private final Played played = new Played();

    @TestFactory
    Stream<DynamicTest> neverTwoOwners() {
        return played.tests(Cases.named(String.join(",", Cases.SHORT)), 1, new Random().nextLong(1_000_000));
    }

    @AfterAll
    void table() {
        played.finish();
    }
}
