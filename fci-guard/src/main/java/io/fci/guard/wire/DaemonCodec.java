package io.fci.guard.wire;

import java.nio.ByteBuffer;

/// [ToDaemon] as bytes and back.
public final class DaemonCodec {
    private DaemonCodec() {}

    public static byte[] encode(ToDaemon message) {
        var out = new Packer(Frames.LIMIT);
        switch (message) {
            case ToDaemon.Welcome m -> Envelope.profile(out.tag(1).uuid(m.guard()), m.profile()).flag(m.realTime())
                    .flag(m.demoLoopback()).list(m.concerns(), Packer::text);
            case ToDaemon.LeaseHeld m -> out.tag(2).i64(m.k());
            case ToDaemon.LeaseLost m -> out.tag(3).i64(m.k()).text(m.why());
            case ToDaemon.TornDown m -> out.tag(4).i64(m.k()).text(m.why())
                    .list(m.steps(), (p, step) -> p.text(step.what()).i64(step.micros()));
            case ToDaemon.Silent m ->
                out.tag(5).text(m.acceptor()).i64(m.a()).text(m.node()).i64(m.k()).i64(m.ageMillis());
            case ToDaemon.Attest m ->
                out.tag(6).text(m.acceptor()).i64(m.a()).text(m.node()).i64(m.k()).i64(m.ageMillis());
            case ToDaemon.Heard m -> out.tag(7).text(m.acceptor()).text(m.node()).i64(m.k());
            case ToDaemon.Dead m -> out.tag(8).text(m.node()).i64(m.k());
            case ToDaemon.Exited m -> out.tag(9).text(m.group()).i64(m.epoch()).text(m.resource()).i64(m.pid())
                    .i32(m.status()).i32(m.signal());
            case ToDaemon.AddressLost m -> out.tag(10).text(m.group()).i64(m.epoch()).text(m.resource())
                    .bytes(m.address().getAddress());
            case ToDaemon.Health m -> health(out.tag(50), m.health());
            case ToDaemon.Reply m -> answer(out.tag(11).i64(m.id()), m.answer());
            case ToDaemon.Alive _ -> out.tag(12);
            case ToDaemon.Superseded _ -> out.tag(13);
            case ToDaemon.Reach m -> out.tag(14).flag(m.majority()).list(m.unanswered(), Packer::text);
        }
        return out.done();
    }

    public static ToDaemon decode(ByteBuffer bytes) throws WireException {
        return Unpacker.whole(bytes, in -> switch (in.tag()) {
            case 1 -> new ToDaemon.Welcome(in.uuid(), Envelope.profile(in), in.flag(), in.flag(),
                    in.list(Unpacker::text));
            case 2 -> new ToDaemon.LeaseHeld(in.i64());
            case 3 -> new ToDaemon.LeaseLost(in.i64(), in.text());
            case 4 -> new ToDaemon.TornDown(in.i64(), in.text(),
                    in.list(each -> new TeardownStep(each.text(), each.i64())));
            case 5 -> new ToDaemon.Silent(in.text(), in.i64(), in.text(), in.i64(), in.i64());
            case 6 -> new ToDaemon.Attest(in.text(), in.i64(), in.text(), in.i64(), in.i64());
            case 7 -> new ToDaemon.Heard(in.text(), in.text(), in.i64());
            case 8 -> new ToDaemon.Dead(in.text(), in.i64());
            case 9 -> new ToDaemon.Exited(in.text(), in.i64(), in.text(), in.i64(), in.i32(), in.i32());
            case 10 -> new ToDaemon.AddressLost(in.text(), in.i64(), in.text(), GuardCodec.address(in));
            case 50 -> new ToDaemon.Health(health(in));
            case 11 -> new ToDaemon.Reply(in.i64(), answer(in));
            case 12 -> new ToDaemon.Alive();
            case 13 -> new ToDaemon.Superseded();
            case 14 -> new ToDaemon.Reach(in.flag(), in.list(Unpacker::text));
            default -> throw new WireException("message of an unknown kind");
        });
    }

    private static void health(Packer out, LeaseHealth h) {
        out.i64(h.k()).i64(h.nearMisses()).i64(h.leastMarginMillis()).i64(h.gaps()).i64(h.longGaps())
                .i64(h.longestGapMillis()).i64(h.strangers())
                .list(h.peers(), (p, peer) -> p.text(peer.name()).i64(peer.unheardMillis()).i64(peer.missed())
                        .i64(peer.malformed()).i64(peer.unsealed()).i64(peer.repeated()).i64(peer.misnamed())
                        .i64(peer.unsent()));
    }

    private static LeaseHealth health(Unpacker in) throws WireException {
        return new LeaseHealth(in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(),
                in.list(each -> new LeaseHealth.Peer(each.text(), each.i64(), each.i64(), each.i64(), each.i64(),
                        each.i64(), each.i64(), each.i64())));
    }

    private static void answer(Packer out, HandsAnswer answer) {
        switch (answer) {
            case HandsAnswer.Done _ -> out.tag(1);
            case HandsAnswer.Spawned a -> out.tag(2).i64(a.pid());
            case HandsAnswer.Checked a -> out.tag(3).flag(a.present());
            case HandsAnswer.Left a -> out.tag(50).i64(a.nanos());
            case HandsAnswer.Refused a -> out.tag(4).tag(a.reason().ordinal()).text(a.sentence()).texts(a.facts());
        }
    }

    private static HandsAnswer answer(Unpacker in) throws WireException {
        return switch (in.tag()) {
            case 1 -> new HandsAnswer.Done();
            case 2 -> new HandsAnswer.Spawned(in.i64());
            case 3 -> new HandsAnswer.Checked(in.flag());
            case 50 -> new HandsAnswer.Left(in.i64());
            case 4 -> new HandsAnswer.Refused(reason(in.tag()), in.text(), in.texts());
            default -> throw new WireException("answer of an unknown kind");
        };
    }

    private static HandsReason reason(int ordinal) throws WireException {
        if (ordinal >= HandsReason.values().length) {
            throw new WireException("unknown reason " + ordinal);
        }
        return HandsReason.values()[ordinal];
    }
}
