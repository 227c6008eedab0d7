package io.fci.guard.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EthernetFramesTest {
    private static final byte[] OURS = {2, 0, 0, 0, 0, 1};
    private static final byte[] THEIRS = {2, 0, 0, 0, 0, 2};

    @Test
    void anAnnouncementOfAnotherIsAClaimAndOurOwnIsNot() {
        for (var text : new String[]{"10.0.0.5", "fd77::5"}) {
            var address = InetAddress.ofLiteral(text);
            for (byte[] frame : EthernetFrames.announcements(address, THEIRS)) {
                assertThat(EthernetFrames.claimant(frame, address, OURS)).hasValue(THEIRS);
                assertThat(EthernetFrames.claimant(frame, address, THEIRS)).isEmpty();
                assertThat(EthernetFrames.claimant(frame, InetAddress.ofLiteral(text + "1"), OURS)).isEmpty();
            }
        }
    }

    @Test
    void anotherNodeProbingForTheSameAddressIsAClaim() {
        for (var text : new String[]{"10.0.0.5", "fd77::5"}) {
            var address = InetAddress.ofLiteral(text);
            assertThat(EthernetFrames.claimant(EthernetFrames.probe(address, THEIRS), address, OURS))
                    .hasValue(THEIRS);
        }
    }

    @Property
    void noiseIsNoClaim(@ForAll byte[] noise) {
        var address = InetAddress.ofLiteral("10.0.0.5");
        EthernetFrames.claimant(noise, address, OURS);
        EthernetFrames.claimant(noise, InetAddress.ofLiteral("fd77::5"), OURS);
        byte[] longer = Arrays.copyOf(noise, 100);
        assertThat(EthernetFrames.claimant(longer, address, OURS)).isEmpty();
    }

    @Test
    void networksAreComparedByTheirPrefix() throws Exception {
        var local = new LocalAddress(InetAddress.ofLiteral("10.0.3.9"), 22, 2, false);
        assertThat(local.networkHas(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
        assertThat(local.networkHas(InetAddress.ofLiteral("10.0.4.1"))).isFalse();
        assertThat(local.networkHas(InetAddress.ofLiteral("fd77::1"))).isFalse();
    }
}
