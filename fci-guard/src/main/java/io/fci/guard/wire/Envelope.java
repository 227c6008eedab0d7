package io.fci.guard.wire;

import java.nio.ByteBuffer;
import java.util.UUID;

/// A datagram with the cluster it belongs to and the node that claims to have sent it. Whether the claim is believed is
/// decided by the receiver, from the source address.
public record Envelope(UUID cluster, String sender, Datagram message) {
    /// No message of ours is larger; a larger datagram is noise before its first byte is looked at.
    public static final int LIMIT = 512;

    private static final int MAGIC = 0x46434947; // "FCIG"
    private static final int VERSION = 2;

    public Envelope {
        Names.check("node", sender);
    }

    public byte[] encode() {
        return write(new Packer(LIMIT)).done();
    }

    /// Into `into` from its beginning, ready to be read.
    public void encode(ByteBuffer into) {
        write(new Packer(into));
        into.flip();
    }

    private Packer write(Packer out) {
        out.i32(MAGIC).tag(VERSION).uuid(cluster).text(sender);
        switch (message) {
            case Datagram.Renew m ->
                profile(out.tag(1).i64(m.k()).i64(m.seq()).i64(m.sentNanos()), m.profile());
            case Datagram.Ack m ->
                out.tag(2).i64(m.a()).text(m.holder()).i64(m.k()).i64(m.seq()).i64(m.sentNanos()).i64(m.clockNanos());
            case Datagram.Refused m ->
                out.tag(9).i64(m.a()).text(m.holder()).i64(m.k()).i64(m.seq()).i64(m.sentNanos()).i64(m.clockNanos());
            case Datagram.Silent m -> out.tag(3).i64(m.a()).text(m.holder()).i64(m.k()).i64(m.ageMillis());
            case Datagram.Ask m -> out.tag(4).text(m.holder()).i64(m.k());
            case Datagram.Attest m -> out.tag(5).i64(m.a()).text(m.holder()).i64(m.k()).i64(m.ageMillis());
            case Datagram.Heard m -> out.tag(6).text(m.holder()).i64(m.k());
            case Datagram.Dead m -> out.tag(7).i64(m.k());
            case Datagram.Revoke m -> out.tag(8).text(m.holder()).i64(m.k());
            case Datagram.Probe m -> out.tag(10).i64(m.sentNanos());
            case Datagram.Here m -> out.tag(11).i64(m.sentNanos());
        }
        return out;
    }

    public static Envelope decode(ByteBuffer bytes) throws WireException {
        if (bytes.remaining() > LIMIT) {
            throw new WireException("datagram larger than " + LIMIT + " bytes");
        }
        return Unpacker.whole(bytes, in -> {
            if (in.i32() != MAGIC) {
                throw new WireException("not a datagram of a guard");
            }
            if (in.tag() != VERSION) {
                throw new WireException("datagram of another version");
            }
            return new Envelope(in.uuid(), in.text(), message(in));
        });
    }

    private static Datagram message(Unpacker in) throws WireException {
        return switch (in.tag()) {
            case 1 -> new Datagram.Renew(in.i64(), in.i64(), in.i64(), profile(in));
            case 2 -> new Datagram.Ack(in.i64(), in.text(), in.i64(), in.i64(), in.i64(), in.i64());
            case 3 -> new Datagram.Silent(in.i64(), in.text(), in.i64(), in.i64());
            case 4 -> new Datagram.Ask(in.text(), in.i64());
            case 5 -> new Datagram.Attest(in.i64(), in.text(), in.i64(), in.i64());
            case 6 -> new Datagram.Heard(in.text(), in.i64());
            case 7 -> new Datagram.Dead(in.i64());
            case 8 -> new Datagram.Revoke(in.text(), in.i64());
            case 9 -> new Datagram.Refused(in.i64(), in.text(), in.i64(), in.i64(), in.i64(), in.i64());
            case 10 -> new Datagram.Probe(in.i64());
            case 11 -> new Datagram.Here(in.i64());
            default -> throw new WireException("datagram of an unknown kind");
        };
    }

    static Packer profile(Packer out, Profile profile) {
        return out.text(profile.name()).i32(profile.renewMillis()).i32(profile.leaseMillis())
                .i32(profile.reactionMillis());
    }

    static Profile profile(Unpacker in) throws WireException {
        return new Profile(in.text(), in.i32(), in.i32(), in.i32());
    }
}
