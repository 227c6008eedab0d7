package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The other witness.
class DiaryTest {
    @TempDir
    private Path directory;

    @Test
    void livesThatOverlapByOneLineAreSeen() throws IOException {
        var diary = diary("""
                10 start orders n1 5 100
                20 beat orders n1 5 100
                25 start orders n2 9 100
                30 beat orders n1 5 100
                """);
        assertThat(diary.lives()).hasSize(2);
        assertThat(diary.overlaps()).hasSize(1);
    }

    @Test
    void livesOneAfterTheOtherAndLivesOfOtherGroupsAreApart() throws IOException {
        var diary = diary("""
                10 start orders n1 5 100
                15 beat audit n2 6 100
                20 term orders n1 5 100
                21 start orders n2 9 100
                30 beat audit n2 6 100
                """);
        assertThat(diary.overlaps()).isEmpty();
        assertThat(diary.of("orders").lives()).extracting(Diary.Life::asked).containsExactly(true, false);
    }

    @Test
    void aRestartInPlaceIsAnotherLifeAndALineHalfWrittenIsNone() throws IOException {
        var diary = diary("""
                10 start orders n1 5 100
                20 start orders n1 5 101
                30 be""");
        assertThat(diary.lives()).extracting(Diary.Life::pid).containsExactly(100L, 101L);
    }

    @Test
    void aServiceThatNeverRanHasNoLives() {
        assertThat(Diary.read(directory.resolve("none")).lives()).isEmpty();
    }

    private Diary diary(String text) throws IOException {
        return Diary.read(Files.writeString(directory.resolve("diary"), text));
    }
}
