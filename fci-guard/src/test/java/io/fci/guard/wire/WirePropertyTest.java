package io.fci.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WirePropertyTest {
    private interface Decoder {
        Object decode(ByteBuffer bytes) throws WireException;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aDatagramComesBackAsItWas(@ForAll("envelopes") Envelope envelope) throws WireException {
        assertThat(Envelope.decode(ByteBuffer.wrap(envelope.encode()))).isEqualTo(envelope);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aMessageToTheGuardComesBackAsItWas(@ForAll("toGuard") ToGuard message) throws WireException {
        assertThat(GuardCodec.decode(ByteBuffer.wrap(GuardCodec.encode(message)))).isEqualTo(message);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aMessageToTheDaemonComesBackAsItWas(@ForAll("toDaemon") ToDaemon message) throws WireException {
        assertThat(DaemonCodec.decode(ByteBuffer.wrap(DaemonCodec.encode(message)))).isEqualTo(message);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anyBytesAreAValueOrAWireException(@ForAll byte[] noise) {
        total(Envelope::decode, noise);
        total(GuardCodec::decode, noise);
        total(DaemonCodec::decode, noise);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aDamagedDatagramIsAValueOrAWireException(@ForAll("envelopes") Envelope envelope, @ForAll int where,
            @ForAll byte what) {
        total(Envelope::decode, damaged(envelope.encode(), where, what));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aDamagedMessageIsAValueOrAWireException(@ForAll("toGuard") ToGuard toGuard,
            @ForAll("toDaemon") ToDaemon toDaemon, @ForAll int where, @ForAll byte what) {
        total(GuardCodec::decode, damaged(GuardCodec.encode(toGuard), where, what));
        total(DaemonCodec::decode, damaged(DaemonCodec.encode(toDaemon), where, what));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void everyPrefixAndEveryLongerMessageIsRefused(@ForAll("envelopes") Envelope envelope,
            @ForAll("toGuard") ToGuard message) {
        var datagram = envelope.encode();
        for (int length = 0; length < datagram.length; length++) {
            var cut = ByteBuffer.wrap(datagram, 0, length).slice();
            assertThatThrownBy(() -> Envelope.decode(cut)).isInstanceOf(WireException.class);
        }
        var frame = GuardCodec.encode(message);
        assertThatThrownBy(() -> GuardCodec.decode(ByteBuffer.wrap(Arrays.copyOf(frame, frame.length + 1))))
                .isInstanceOf(WireException.class);
    }

    private static byte[] damaged(byte[] bytes, int where, byte what) {
        bytes[Math.floorMod(where, bytes.length)] = what;
        return bytes;
    }

    private static void total(Decoder decoder, byte[] bytes) {
        try {
            assertThat(decoder.decode(ByteBuffer.wrap(bytes))).isNotNull();
        } catch (WireException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<Envelope> envelopes() {
        return Combinators.combine(uuids(), names(), datagrams()).as(Envelope::new);
    }

    private Arbitrary<Datagram> datagrams() {
        return Arbitraries.oneOf(
                Combinators.combine(counts(), counts(), longs(), Arbitraries.of(Profile.values()))
                        .as(Datagram.Renew::new),
                Combinators.combine(counts(), names(), counts(), counts(), longs(), longs()).as(Datagram.Ack::new),
                Combinators.combine(counts(), names(), counts(), counts(), longs(), longs())
                        .as(Datagram.Refused::new),
                Combinators.combine(counts(), names(), counts(), ages()).as(Datagram.Silent::new),
                Combinators.combine(names(), counts()).as(Datagram.Ask::new),
                Combinators.combine(counts(), names(), counts(), ages()).as(Datagram.Attest::new),
                Combinators.combine(names(), counts()).as(Datagram.Heard::new), counts().map(Datagram.Dead::new),
                Combinators.combine(names(), counts()).as(Datagram.Revoke::new), longs().map(Datagram.Probe::new),
                longs().map(Datagram.Here::new));
    }

    @Provide
    Arbitrary<ToGuard> toGuard() {
        return Arbitraries.oneOf(Combinators.combine(Arbitraries.integers(), longs()).as(ToGuard.Hello::new),
                Arbitraries.just(new ToGuard.Heartbeat()), views().map(ToGuard.View::new),
                Combinators.combine(names(), counts()).as(ToGuard.Ask::new),
                Combinators.combine(names(), counts()).as(ToGuard.Revoke::new),
                Combinators.combine(longs(), requests()).as(ToGuard.Request::new));
    }

    private Arbitrary<HandsRequest> requests() {
        Arbitrary<HandsRequest> adopt = Combinators.combine(uuids(), counts(), ages(), views())
                .as(HandsRequest.Adopt::new);
        Arbitrary<HandsRequest> spawn = Combinators.combine(claims(), names(), texts().list().ofMinSize(1),
                Arbitraries.maps(names(), texts()).ofMaxSize(5), names().optional(),
                texts().map(path -> "/" + path).optional())
                .as((claim, resource, argv, env, user, directory) -> new HandsRequest.Spawn(claim, resource,
                        first(argv), env, user, directory));
        Arbitrary<HandsRequest> add = Combinators.combine(claims(), names(), addresses(), Arbitraries.integers()
                .between(1, 32), names().filter(n -> n.length() < 16).optional(), Arbitraries.of(true, false),
                Arbitraries.integers().between(0, 100), Arbitraries.integers().between(10, 60_000))
                .as(HandsRequest.AddAddress::new);
        Arbitrary<HandsRequest> probe = Combinators.combine(addresses(), Arbitraries.integers().between(1, 32),
                names().filter(n -> n.length() < 16).optional()).as(HandsRequest.Probe::new);
        return Arbitraries.oneOf(adopt, spawn, add, probe, claims().map(HandsRequest.Open::new),
                claims().map(HandsRequest.Left::new),
                claims().map(HandsRequest.Close::new),
                Combinators.combine(claims(), names(), Arbitraries.integers().between(1, 64))
                        .as(HandsRequest.Signal::new),
                Combinators.combine(claims(), names()).as(HandsRequest.Kill::new),
                Combinators.combine(claims(), names()).as(HandsRequest.Fence::new),
                Combinators.combine(claims(), names(), addresses()).as(HandsRequest.RemoveAddress::new),
                Combinators.combine(claims(), names(), addresses()).as(HandsRequest.CheckAddress::new),
                Combinators.combine(claims(), names(), addresses()).as(HandsRequest.ConfirmAddress::new));
    }

    @Provide
    Arbitrary<ToDaemon> toDaemon() {
        Arbitrary<ToDaemon> welcome = Combinators.combine(uuids(), Arbitraries.of(Profile.values()),
                Arbitraries.of(true, false), Arbitraries.of(true, false), texts().list().ofMaxSize(4))
                .as(ToDaemon.Welcome::new);
        Arbitrary<ToDaemon> torn = Combinators
                .combine(counts(), texts(),
                        Combinators.combine(texts(), longs()).as(TeardownStep::new).list().ofMaxSize(5))
                .as(ToDaemon.TornDown::new);
        Arbitrary<HandsAnswer> answers = Arbitraries.oneOf(Arbitraries.just(new HandsAnswer.Done()),
                longs().map(HandsAnswer.Spawned::new), longs().map(HandsAnswer.Left::new),
                Arbitraries.of(true, false).map(HandsAnswer.Checked::new),
                Combinators.combine(Arbitraries.of(HandsReason.class), texts(),
                        Arbitraries.maps(names(), texts()).ofMaxSize(3)).as(HandsAnswer.Refused::new));
        return Arbitraries.oneOf(welcome, torn, Arbitraries.just(new ToDaemon.Alive()),
                Arbitraries.just(new ToDaemon.Superseded()),
                Combinators.combine(Arbitraries.of(true, false), names().list()).as(ToDaemon.Reach::new),
                counts().map(ToDaemon.LeaseHeld::new),
                Combinators.combine(counts(), texts()).as(ToDaemon.LeaseLost::new),
                Combinators.combine(names(), counts(), names(), counts(), ages()).as(ToDaemon.Silent::new),
                Combinators.combine(names(), counts(), names(), counts(), ages()).as(ToDaemon.Attest::new),
                Combinators.combine(names(), names(), counts()).as(ToDaemon.Heard::new),
                Combinators.combine(names(), counts()).as(ToDaemon.Dead::new),
                Combinators.combine(names(), counts(), names(), counts(), Arbitraries.integers(),
                        Arbitraries.integers()).as(ToDaemon.Exited::new),
                Combinators.combine(names(), counts(), names(), addresses()).as(ToDaemon.AddressLost::new),
                Combinators.combine(longs(), answers).as(ToDaemon.Reply::new), healths().map(ToDaemon.Health::new));
    }

    private Arbitrary<LeaseHealth> healths() {
        var peers = Combinators.combine(names(), longs(), longs(), longs(), longs(), longs(), longs(), longs())
                .as(LeaseHealth.Peer::new).list().ofMaxSize(6);
        return Combinators.combine(longs(), longs(), longs(), longs(), longs(), longs(), longs(), peers)
                .as(LeaseHealth::new);
    }

    private static List<String> first(List<String> argv) {
        return argv.getFirst().isEmpty() ? List.of("true") : argv;
    }

    private Arbitrary<Claim> claims() {
        return Combinators.combine(counts(), names(), counts()).as(Claim::new);
    }

    private Arbitrary<List<Standing>> views() {
        return Combinators.combine(names(), ages(), Arbitraries.of(true, false)).as(Standing::new).list().ofMaxSize(6);
    }

    private Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(63);
    }

    private Arbitrary<String> texts() {
        return Arbitraries.strings().withCharRange('\u0001', '\u07ff').ofMaxLength(50);
    }

    private Arbitrary<UUID> uuids() {
        return Combinators.combine(longs(), longs()).as(UUID::new);
    }

    private Arbitrary<Long> longs() {
        return Arbitraries.longs();
    }

    private Arbitrary<Long> counts() {
        return Arbitraries.longs().between(1, Long.MAX_VALUE);
    }

    private Arbitrary<Long> ages() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    private Arbitrary<InetAddress> addresses() {
        return Arbitraries.oneOf(Arbitraries.bytes().array(byte[].class).ofSize(4),
                Arbitraries.bytes().array(byte[].class).ofSize(16)).map(bytes -> {
                    try {
                        return InetAddress.getByAddress(bytes);
                    } catch (UnknownHostException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
