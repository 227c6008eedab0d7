package io.fci.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
    @Test
    void splitsAsAShellWould() {
        assertThat(ShellWords.split("/usr/bin/python3 -m  http.server\t8080 "))
                .containsExactly("/usr/bin/python3", "-m", "http.server", "8080");
        assertThat(ShellWords.split("sh -c 'echo \"$HOME\" | cat'")).containsExactly("sh", "-c",
                "echo \"$HOME\" | cat");
        assertThat(ShellWords.split("a\"b c\"'d e'f")).containsExactly("ab cd ef");
        assertThat(ShellWords.split("\"a \\\" \\\\ \\n\"")).containsExactly("a \" \\ \\n");
        assertThat(ShellWords.split("a\\ b \\'")).containsExactly("a b", "'");
        assertThat(ShellWords.split("'' \"\"")).containsExactly("", "");
        assertThat(ShellWords.split("  ")).isEmpty();
        assertThat(ShellWords.split("* $x `y` | ; &")).isEqualTo(List.of("*", "$x", "`y`", "|", ";", "&"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \"b\\\"", "a\\"})
    void whatIsNotBalancedIsRefused(String line) {
        assertThat(catchThrowable(() -> ShellWords.split(line))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(is not closed|what does it escape).*");
    }

    @Test
    void durationsAreReadWithTheirUnit() {
        assertThat(Durations.parse("500ms").toMillis()).isEqualTo(500);
        assertThat(Durations.parse("2m").toSeconds()).isEqualTo(120);
        assertThat(catchThrowable(() -> Durations.parse("2"))).hasMessageContaining("500ms, 30s, 2m or 1h");
    }
}
