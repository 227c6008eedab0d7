package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Plays every scenario and compares its transcript as a whole. With -Dscenarios.update=true the transcripts are written
/// anew: the difference is then to be read like code.
class ScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return Scenario.in(FOLDER).stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), s.file().toUri(), () -> play(s)));
    }

    private static void play(Scenario scenario) throws IOException {
        var transcript = scenario.run();
        if (Boolean.getBoolean("scenarios.update")) {
            scenario.rewrite(transcript);
        } else {
            assertThat(transcript)
                    .as("%s tells another story now; if that is right: ./scripts/dev scenarios --update",
                            scenario.file())
                    .isEqualTo(scenario.transcript());
        }
    }

    @Test
    void thereAreScenarios() throws IOException {
        assertThat(Scenario.in(FOLDER)).hasSizeGreaterThanOrEqualTo(15);
    }
}
