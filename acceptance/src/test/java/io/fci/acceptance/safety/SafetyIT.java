package io.fci.acceptance.safety;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Every case, or those that were asked for: `./scripts/dev acceptance safety [--runs N] [--case NAME] [--seed N]`.
@Tag("safety")
@TestInstance(Lifecycle.PER_CLASS)
class SafetyIT {
    private final Played played = new Played();

    @TestFactory
    Stream<DynamicTest> neverTwoOwners() {
        return played.tests(Cases.named(System.getProperty("safety.case", "")), Integer.getInteger("safety.runs", 1),
                Long.getLong("safety.seed", new Random().nextLong(1_000_000)));
    }

    @AfterAll
    void table() {
        played.finish();
    }
}
