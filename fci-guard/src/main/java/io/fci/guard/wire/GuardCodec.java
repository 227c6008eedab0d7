package io.fci.guard.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/// [ToGuard] as bytes and back.
public final class GuardCodec {
    private GuardCodec() {}

    public static byte[] encode(ToGuard message) {
        var out = new Packer(Frames.LIMIT);
        switch (message) {
            case ToGuard.Hello m -> out.tag(1).i32(m.version()).i64(m.pid());
            case ToGuard.Heartbeat _ -> out.tag(2);
            case ToGuard.View m -> view(out.tag(3), m.view());
            case ToGuard.Ask m -> out.tag(4).text(m.node()).i64(m.k());
            case ToGuard.Revoke m -> out.tag(5).text(m.node()).i64(m.k());
            case ToGuard.Request m -> request(out.tag(6).i64(m.id()), m.request());
        }
        return out.done();
    }

    public static ToGuard decode(ByteBuffer bytes) throws WireException {
        return Unpacker.whole(bytes, in -> switch (in.tag()) {
            case 1 -> new ToGuard.Hello(in.i32(), in.i64());
            case 2 -> new ToGuard.Heartbeat();
            case 3 -> new ToGuard.View(view(in));
            case 4 -> new ToGuard.Ask(in.text(), in.i64());
            case 5 -> new ToGuard.Revoke(in.text(), in.i64());
            case 6 -> new ToGuard.Request(in.i64(), request(in));
            default -> throw new WireException("message of an unknown kind");
        });
    }

    private static void request(Packer out, HandsRequest request) {
        switch (request) {
            case HandsRequest.Adopt r -> view(out.tag(1).uuid(r.guard()).i64(r.k()).i64(r.a()), r.view());
            case HandsRequest.Open r -> claim(out.tag(2), r.claim());
            case HandsRequest.Spawn r -> claim(out.tag(3), r.claim()).text(r.resource()).list(r.argv(), Packer::text)
                    .texts(r.env()).text(r.user()).text(r.directory());
            case HandsRequest.Signal r -> claim(out.tag(4), r.claim()).text(r.resource()).i32(r.signo());
            case HandsRequest.Kill r -> claim(out.tag(5), r.claim()).text(r.resource());
            case HandsRequest.AddAddress r -> claim(out.tag(6), r.claim()).text(r.resource())
                    .bytes(r.address().getAddress()).i32(r.prefix()).text(r.interfaceName()).flag(r.probe())
                    .i32(r.announceCount()).i32(r.announceIntervalMillis());
            case HandsRequest.RemoveAddress r ->
                claim(out.tag(7), r.claim()).text(r.resource()).bytes(r.address().getAddress());
            case HandsRequest.CheckAddress r ->
                claim(out.tag(8), r.claim()).text(r.resource()).bytes(r.address().getAddress());
            case HandsRequest.ConfirmAddress r ->
                claim(out.tag(90), r.claim()).text(r.resource()).bytes(r.address().getAddress());
            case HandsRequest.Close r -> claim(out.tag(9), r.claim());
            case HandsRequest.Left r -> claim(out.tag(50), r.claim());
            case HandsRequest.Probe r ->
                out.tag(10).bytes(r.address().getAddress()).i32(r.prefix()).text(r.interfaceName());
            case HandsRequest.Fence r -> claim(out.tag(11), r.claim()).text(r.resource());
        }
    }

    private static HandsRequest request(Unpacker in) throws WireException {
        return switch (in.tag()) {
            case 1 -> new HandsRequest.Adopt(in.uuid(), in.i64(), in.i64(), view(in));
            case 2 -> new HandsRequest.Open(claim(in));
            case 3 -> new HandsRequest.Spawn(claim(in), in.text(), in.list(Unpacker::text), in.texts(),
                    in.optionalText(), in.optionalText());
            case 4 -> new HandsRequest.Signal(claim(in), in.text(), in.i32());
            case 5 -> new HandsRequest.Kill(claim(in), in.text());
            case 6 -> new HandsRequest.AddAddress(claim(in), in.text(), address(in), in.i32(), in.optionalText(),
                    in.flag(), in.i32(), in.i32());
            case 7 -> new HandsRequest.RemoveAddress(claim(in), in.text(), address(in));
            case 8 -> new HandsRequest.CheckAddress(claim(in), in.text(), address(in));
            case 90 -> new HandsRequest.ConfirmAddress(claim(in), in.text(), address(in));
            case 9 -> new HandsRequest.Close(claim(in));
            case 50 -> new HandsRequest.Left(claim(in));
            case 10 -> new HandsRequest.Probe(address(in), in.i32(), in.optionalText());
            case 11 -> new HandsRequest.Fence(claim(in), in.text());
            default -> throw new WireException("request of an unknown kind");
        };
    }

    private static Packer claim(Packer out, Claim claim) {
        return out.i64(claim.k()).text(claim.group()).i64(claim.epoch());
    }

    private static Claim claim(Unpacker in) throws WireException {
        return new Claim(in.i64(), in.text(), in.i64());
    }

    private static void view(Packer out, List<Standing> view) {
        out.list(view, (p, standing) -> p.text(standing.node()).i64(standing.k()).flag(standing.over()));
    }

    private static List<Standing> view(Unpacker in) throws WireException {
        return in.list(each -> new Standing(each.text(), each.i64(), each.flag()));
    }

    static InetAddress address(Unpacker in) throws WireException {
        try {
            return InetAddress.getByAddress(in.bytes());
        } catch (UnknownHostException e) {
            throw new WireException("an address of a wrong length", e);
        }
    }
}
