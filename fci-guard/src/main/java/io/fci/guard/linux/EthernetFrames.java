package io.fci.guard.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// The frames by which a machine asks who has an address, and says that it has it now: ARP for IPv4 (RFC 5227), neighbour
/// discovery for IPv6 (RFC 4861, 4862). Pure.
final class EthernetFrames {
    static final int ARP = 0x0806;
    static final int IPV6 = 0x86dd;

    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte SOLICITATION = (byte) 135;
    private static final byte ADVERTISEMENT = (byte) 136;
    private static final int OVERRIDE = 0x20000000;

    private EthernetFrames() {}

    static int protocol(InetAddress address) {
        return address instanceof Inet4Address ? ARP : IPV6;
    }

    /// "Who has `address`?", asked by nobody: an answer comes from whoever has it, and no cache learns anything.
    static byte[] probe(InetAddress address, byte[] mac) {
        byte[] ip = address.getAddress();
        if (ip.length == 4) {
            return arp(1, mac, new byte[4], new byte[6], ip);
        }
        byte[] group = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, ip[13], ip[14], ip[15]};
        byte[] groupMac = {0x33, 0x33, (byte) 0xff, ip[13], ip[14], ip[15]};
        var body = ByteBuffer.allocate(24).put(SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0).put(ip);
        return neighbour(groupMac, mac, new byte[16], group, body.array());
    }

    /// "`address` is at `mac`", to everyone. IPv4 in both forms: some switches and hosts learn only from one.
    static byte[][] announcements(InetAddress address, byte[] mac) {
        byte[] ip = address.getAddress();
        if (ip.length == 4) {
            return new byte[][]{arp(1, mac, ip, new byte[6], ip), arp(2, mac, ip, mac, ip)};
        }
        byte[] allNodes = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        var body = ByteBuffer.allocate(32).put(ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(OVERRIDE).put(ip)
                .put((byte) 2).put((byte) 1).put(mac);
        return new byte[][]{neighbour(ALL_NODES_MAC, mac, ip, allNodes, body.array())};
    }

    /// The hardware address of whoever has `address`, or is probing for it as we are, if `frame` shows one.
    static Optional<byte[]> claimant(byte[] frame, InetAddress address, byte[] ownMac) {
        byte[] ip = address.getAddress();
        return ip.length == 4 ? arpClaimant(frame, ip, ownMac) : neighbourClaimant(frame, ip, ownMac);
    }

    private static Optional<byte[]> arpClaimant(byte[] frame, byte[] ip, byte[] ownMac) {
        if (frame.length < 42 || type(frame) != ARP) {
            return Optional.empty();
        }
        byte[] sender = Arrays.copyOfRange(frame, 22, 28);
        byte[] senderIp = Arrays.copyOfRange(frame, 28, 32);
        boolean has = Arrays.equals(senderIp, ip);
        boolean probes = frame[21] == 1 && Arrays.equals(senderIp, new byte[4])
                && Arrays.equals(Arrays.copyOfRange(frame, 38, 42), ip);
        return !Arrays.equals(sender, ownMac) && (has || probes) ? Optional.of(sender) : Optional.empty();
    }

    private static Optional<byte[]> neighbourClaimant(byte[] frame, byte[] ip, byte[] ownMac) {
        if (frame.length < 78 || type(frame) != IPV6 || frame[20] != 58
                || !Arrays.equals(Arrays.copyOfRange(frame, 62, 78), ip)) {
            return Optional.empty();
        }
        byte[] sender = Arrays.copyOfRange(frame, 6, 12);
        boolean probes = frame[54] == SOLICITATION
                && Arrays.equals(Arrays.copyOfRange(frame, 22, 38), new byte[16]);
        return !Arrays.equals(sender, ownMac) && (frame[54] == ADVERTISEMENT || probes)
                ? Optional.of(sender)
                : Optional.empty();
    }

    private static int type(byte[] frame) {
        return (frame[12] & 0xff) << 8 | frame[13] & 0xff;
    }

    private static byte[] arp(int operation, byte[] mac, byte[] senderIp, byte[] targetMac, byte[] targetIp) {
        return ByteBuffer.allocate(60).put(BROADCAST).put(mac).putShort((short) ARP).putShort((short) 1)
                .putShort((short) 0x0800).put((byte) 6).put((byte) 4).putShort((short) operation).put(mac)
                .put(senderIp).put(targetMac).put(targetIp).array();
    }

    private static byte[] neighbour(byte[] toMac, byte[] mac, byte[] from, byte[] to, byte[] icmp) {
        int sum = checksum(ByteBuffer.allocate(40 + icmp.length).put(from).put(to).putInt(icmp.length).putInt(58)
                .put(icmp).array());
        icmp[2] = (byte) (sum >> 8);
        icmp[3] = (byte) sum;
        return ByteBuffer.allocate(54 + icmp.length).put(toMac).put(mac).putShort((short) IPV6).putInt(0x60000000)
                .putShort((short) icmp.length).put((byte) 58).put((byte) 255).put(from).put(to).put(icmp).array();
    }

    private static int checksum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
