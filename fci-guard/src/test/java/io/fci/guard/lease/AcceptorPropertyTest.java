package io.fci.guard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Random histories of everything an acceptor hears, played from a seed that jqwik prints.
class AcceptorPropertyTest {
    private static final Profile LAN = Profile.LAN;

    private record Life(String holder, long k) {}

    @Property
    void whatItRefusedItNeverAcknowledgesAgainAndItAttestsOnlyAfterTheWholeWait(@ForAll long seed) {
        var random = new Random(seed);
        Set<Life> refused = new HashSet<>();
        Map<Life, Long> processed = new HashMap<>();
        long now = 50_000_000;
        var acceptor = Acceptor.silent().activate(now, 7, List.of(new Standing("a", 1, false)));
        long activated = now;
        for (int step = 0; step < 200; step++) {
            now += random.nextInt(4) == 0 ? random.nextLong(6_000_000_000L) : random.nextLong(100_000_000);
            var life = new Life(random.nextBoolean() ? "a" : "b", 1 + random.nextInt(3));
            var said = new ArrayList<Datagram>();
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    var renewed = acceptor.renew(now, life.holder(), new Datagram.Renew(life.k(), step + 1, 0, LAN));
                    acceptor = renewed.next();
                    if (renewed.ack().isPresent()) {
                        assertThat(refused).doesNotContain(life);
                        processed.put(life, now);
                    }
                }
                case 2 -> {
                    var asked = acceptor.ask(now, life.holder(), life.k());
                    acceptor = asked.next();
                    asked.answer().ifPresent(said::add);
                }
                case 3 -> {
                    acceptor = acceptor.revoke(now, life.holder(), life.k());
                    var watch = acceptor.watches().get(life.holder());
                    if (watch.k() == life.k() && watch.refused()) {
                        refused.add(life);
                    }
                }
                case 4 -> acceptor = acceptor.view(now, List.of(new Standing(life.holder(), life.k(),
                        random.nextInt(4) == 0)));
                default -> said.addAll(acceptor.verdicts(now));
            }
            for (var datagram : said) {
                switch (datagram) {
                    case Datagram.Attest m -> {
                        var about = new Life(m.holder(), m.k());
                        refused.add(about);
                        assertThat(now - processed.getOrDefault(about, activated))
                                .isGreaterThanOrEqualTo(LAN.acceptorWaitNanos());
                        if (!processed.containsKey(about)) {
                            assertThat(now - activated).isGreaterThanOrEqualTo(Acceptor.UNHEARD_WAIT_NANOS);
                        }
                    }
                    case Datagram.Silent m -> assertThat(
                            now - processed.getOrDefault(new Life(m.holder(), m.k()), activated))
                            .isGreaterThanOrEqualTo(LAN.acceptorWaitNanos());
                    case Datagram.Heard m -> assertThat(refused).doesNotContain(new Life(m.holder(), m.k()));
                    case Datagram.Renew _,Datagram.Answer _,Datagram.Ask _,Datagram.Dead _,Datagram.Revoke _,Datagram.Probe _,Datagram.Here _ ->
                        throw new AssertionError("an acceptor does not say " + datagram);
                }
            }
        }
    }

    @Property
    void anAcceptorWhoseGuardUpIsNotAppliedSaysNothing(@ForAll long seed) {
        var random = new Random(seed);
        var acceptor = Acceptor.silent();
        for (int step = 0; step < 50; step++) {
            long now = random.nextLong(100_000_000_000L);
            var renewed = acceptor.renew(now, "a", new Datagram.Renew(1, 1, 0, LAN));
            var asked = renewed.next().ask(now, "a", 1);
            acceptor = asked.next().revoke(now, "a", 1).view(now, List.of(new Standing("a", 1, false)));
            assertThat(renewed.answer()).isEmpty();
            assertThat(asked.answer()).isEmpty();
            assertThat(acceptor.verdicts(now)).isEmpty();
            assertThat(acceptor).isEqualTo(Acceptor.silent());
        }
    }

    @Test
    void aHolderHeardBetweenSilentAndAskIsNotRefused() {
        var acceptor = heardAt(0);
        long out = LAN.acceptorWaitNanos();
        assertThat(acceptor.verdicts(out - 1)).isEmpty();
        assertThat(acceptor.verdicts(out)).hasSize(1).first().isInstanceOf(Datagram.Silent.class);
        var again = acceptor.renew(out + 1, "a", new Datagram.Renew(3, 2, 0, LAN));
        assertThat(again.ack()).isPresent();
        var asked = again.next().ask(out + 2, "a", 3);
        assertThat(asked.answer()).contains(new Datagram.Heard("a", 3));
        assertThat(asked.next().renew(out + 3, "a", new Datagram.Renew(3, 3, 0, LAN)).ack()).isPresent();
    }

    @Test
    void askedWhileTheWaitIsOutItAttestsAndGoesOnAttestingUntilTheLogSaysOver() {
        long out = LAN.acceptorWaitNanos();
        var asked = heardAt(0).ask(out, "a", 3);
        assertThat(asked.answer()).contains(new Datagram.Attest(7, "a", 3, out / 1_000_000));
        assertThat(asked.next().verdicts(out + 5)).hasSize(1).first().isInstanceOf(Datagram.Attest.class);
        assertThat(asked.next().renew(out, "a", new Datagram.Renew(3, 9, 0, LAN)).answer())
                .contains(new Datagram.Refused(7, "a", 3, 9, 0, out));
        assertThat(asked.next().view(out, List.of(new Standing("a", 3, true))).verdicts(out + 5)).isEmpty();
        assertThat(asked.next().renew(out, "a", new Datagram.Renew(4, 9, 0, LAN)).ack()).isPresent();
    }

    @Test
    void aSlowerHolderIsWaitedForByItsOwnTimes() {
        var acceptor = heardAt(0).renew(0, "a", new Datagram.Renew(3, 1, 0, Profile.RELAXED)).next();
        assertThat(acceptor.ask(Profile.RELAXED.acceptorWaitNanos() - 1, "a", 3).answer())
                .contains(new Datagram.Heard("a", 3));
    }

    @Test
    void aHolderNeverHeardIsGivenTheTimeOfAColdStart() {
        var acceptor = Acceptor.silent().activate(0, 7, List.of(new Standing("a", 3, false)));
        assertThat(acceptor.verdicts(9_999_999_999L)).isEmpty();
        assertThat(acceptor.verdicts(Acceptor.UNHEARD_WAIT_NANOS)).hasSize(1);
        assertThat(acceptor.ask(5_000_000_000L, "a", 3).answer()).isEmpty();
    }

    @Test
    void afterItStoodStillItSuspectsNobodyBeforeEveryHolderHadTheTimeToBeHeardAgain() {
        long out = 3_000_000_000L;
        var woken = heardAt(0).stoodStill(10_000_000, out);
        assertThat(woken.verdicts(out)).isEmpty();
        assertThat(woken.ask(out, "a", 3).answer()).as("neither silent nor heard").isEmpty();
        assertThat(woken.ask(out, "a", 3).next().renew(out + 1, "a", new Datagram.Renew(3, 2, 0, LAN)).ack())
                .as("nothing was refused").isPresent();
        long grace = out + 2 * LAN.renewNanos();
        assertThat(woken.verdicts(grace - 1)).isEmpty();
        assertThat(woken.verdicts(grace)).hasSize(1).first().isInstanceOf(Datagram.Silent.class);
        assertThat(woken.ask(grace, "a", 3).answer()).contains(new Datagram.Attest(7, "a", 3, grace / 1_000_000));
    }

    @Test
    void aShortDelayIsNoReasonToDoubtItself() {
        var acceptor = heardAt(0);
        assertThat(acceptor.stoodStill(0, LAN.acceptorWaitNanos() / 2 - 1)).isEqualTo(acceptor);
    }

    /// Whatever an acceptor says that stood still now and then, one that never did could have said then too, and whatever it
    /// refuses and acknowledges otherwise is the same.
    @Property
    void standingStillOnlyEverDelays(@ForAll long seed) {
        var random = new Random(seed);
        long now = 50_000_000;
        var bold = Acceptor.silent().activate(now, 7, List.of(new Standing("a", 1, false)));
        var careful = bold;
        for (int step = 0; step < 200; step++) {
            long before = now;
            now += random.nextInt(4) == 0 ? random.nextLong(2_000_000_000L) : random.nextLong(100_000_000);
            careful = careful.stoodStill(before, now);
            var holder = random.nextBoolean() ? "a" : "b";
            switch (random.nextInt(3)) {
                case 0 -> {
                    var renewal = new Datagram.Renew(1, step + 1, 0, LAN);
                    var one = careful.renew(now, holder, renewal);
                    assertThat(one.ack()).isEqualTo(bold.renew(now, holder, renewal).ack());
                    careful = one.next();
                    bold = bold.renew(now, holder, renewal).next();
                }
                case 1 -> {
                    var asked = careful.ask(now, holder, 1);
                    careful = asked.next();
                    if (asked.answer().isPresent()) {
                        assertThat(bold.ask(now, holder, 1).answer()).isEqualTo(asked.answer());
                    }
                    // The bold one is asked when the careful one refuses, so that both remember the same.
                    bold = new Acceptor(bold.a(), careful.watches());
                }
                default -> assertThat(bold.verdicts(now)).containsAll(careful.verdicts(now));
            }
        }
    }

    private static Acceptor heardAt(long now) {
        return Acceptor.silent().activate(now, 7, List.of(new Standing("a", 3, false)))
                .renew(now, "a", new Datagram.Renew(3, 1, 0, LAN)).next();
    }
}
