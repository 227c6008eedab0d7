package io.fci.acceptance.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker itself: it must see two owners when there are two, by each witness alone, and must not when there are not.
class OverlapsTest {
    private static final long MS = 1_000_000;

    private final List<Span> seen = new ArrayList<>();

    @Test
    void aFailoverIsNoOverlap() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 3_000);
        owner("a", 12, 3_010, 4_000);
        assertThat(Overlaps.in(seen)).isEmpty();
    }

    @Test
    void theOldOwnersProcessThatWritesOnceMoreIsSeen() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 3_000);
        add(Witness.PROCESS, "a", 5, 1_501, 1_501);
        assertThat(Overlaps.in(seen)).extracting(Overlap::witness).contains(Witness.PROCESS);
    }

    @Test
    void placesThatBothHaveProcessesAreSeenAlsoForOneLook() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 3_000);
        add(Witness.PLACE, "a", 5, 0, 1_502);
        assertThat(Overlaps.in(seen)).singleElement().satisfies(overlap -> {
            assertThat(overlap.witness()).isEqualTo(Witness.PLACE);
            assertThat(overlap.millis()).isEqualTo(2.0);
        });
    }

    @Test
    void aDiaryThatGoesOnWhileTheNextOwnerHasProcessesIsSeen() {
        owner("a", 5, 0, 1_000);
        add(Witness.PLACE, "b", 9, 1_500, 3_000);
        add(Witness.PROCESS, "a", 5, 0, 1_600);
        assertThat(Overlaps.in(seen)).singleElement().extracting(Overlap::witness).isEqualTo(Witness.PROCESS);
    }

    @Test
    void addressesOnTwoNodesAreSeen() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 3_000);
        add(Witness.ADDRESS, "a", 0, 900, 2_000);
        assertThat(Overlaps.in(seen)).singleElement().extracting(Overlap::witness).isEqualTo(Witness.ADDRESS);
    }

    @Test
    void anAnswerOfTheOldOwnerToAQuestionAskedAfterTheNextOneAnsweredIsSeen() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 3_000);
        answer("a", 5, 1_510, 1_512);
        assertThat(Overlaps.in(seen)).singleElement().extracting(Overlap::witness).isEqualTo(Witness.ANSWER);
    }

    /// It may have been given before the next owner began.
    @Test
    void anAnswerThatTookLongProvesNothing() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 3_000);
        answer("a", 5, 999, 1_700);
        assertThat(Overlaps.in(seen)).isEmpty();
    }

    @Test
    void aFrameOfTheOldOwnerAfterOneOfTheNextIsSeen() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 1_900);
        add(Witness.FRAME, "a", 0, 2_000, 2_000);
        add(Witness.FRAME, "b", 0, 2_001, 3_000);
        assertThat(Overlaps.in(seen)).singleElement().extracting(Overlap::witness).isEqualTo(Witness.FRAME);
    }

    /// The epoch that would allow it comes later.
    @Test
    void aFrameOfAnOwnerOfYesterdayAndTomorrowIsSeen() {
        owner("a", 5, 0, 1_000);
        owner("b", 9, 1_500, 1_900);
        add(Witness.FRAME, "a", 0, 2_000, 2_000);
        add(Witness.FRAME, "b", 0, 2_001, 3_000);
        owner("a", 12, 3_100, 4_000);
        assertThat(Overlaps.in(seen)).extracting(Overlap::witness).contains(Witness.FRAME);
    }

    @Test
    void aFrameOfANodeThatNeverOwnedTheGroupIsSeen() {
        owner("a", 5, 0, 1_000);
        add(Witness.FRAME, "c", 0, 2_000, 2_000);
        assertThat(Overlaps.in(seen)).singleElement().extracting(Overlap::witness).isEqualTo(Witness.FRAME);
    }

    @Test
    void twoEpochsAtOnceOnOneNodeAreSeenToo() {
        owner("a", 5, 0, 1_000);
        add(Witness.PROCESS, "a", 7, 900, 2_000);
        assertThat(Overlaps.in(seen)).extracting(Overlap::witness).contains(Witness.PROCESS);
    }

    private void owner(String node, long epoch, long from, long to) {
        add(Witness.ADDRESS, node, 0, from, to);
        add(Witness.FRAME, node, 0, from + 1, to);
        add(Witness.PLACE, node, epoch, from, to);
        add(Witness.PROCESS, node, epoch, from, to);
        answer(node, epoch, from, from + 2);
        answer(node, epoch, to - 2, to);
    }

    private void answer(String node, long epoch, long asked, long heard) {
        seen.add(new Recording.Answered(asked * MS, heard * MS, node, epoch).span());
    }

    private void add(Witness witness, String node, long epoch, long from, long to) {
        seen.add(new Span(witness, node, epoch, from * MS, to * MS));
    }
}
