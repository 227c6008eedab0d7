"""Watches from the client's machine which hardware address speaks under the addresses of an instance, and asks every node directly.

Usage: wire.py INTERFACE RECORDING PORT ADDRESS[,ADDRESS6] MAC...

Every 10 ms it sends to each of the hardware addresses, whatever the neighbour table says: an ARP request for the address, an ICMP echo to it
and the first packet of a TCP connection to the port; for an IPv6 address a neighbour solicitation and an echo. So a machine that would
answer is found also when no client would ask it any more, and a kernel that takes connections for a frozen listener as well.

The recording has one line for each run of frames from one hardware address that nobody else's frame interrupted and that had no pause of
50 ms: "<ns first> <ns last> <frames> <mac> <kinds>". One socket hears everything in its order of arrival. Prints "watching" first; runs until
the standard input ends, then prints the number of frames. Every clock is CLOCK_BOOTTIME.
"""
import collections
import select
import socket
import struct
import sys
import time

ALL, ARP, IP4, IP6 = 0x0003, 0x0806, 0x0800, 0x86DD
EVERY_NS, PAUSE_NS = 10_000_000, 50_000_000
OUTGOING = 4
PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp"}


def now():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def with_checksum(packet, at, pseudo=b""):
    return packet[:at] + struct.pack("!H", checksum(pseudo + packet)) + packet[at + 2:]


def ip4(protocol, source, target, payload):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, source, target)
    return with_checksum(head, 10) + payload


def ip6(source, target, payload):
    return struct.pack("!IHBB16s16s", 0x60000000, len(payload), 58, 255, source, target) + payload


def questions4(own_mac, own, address, port, number):
    """(ethertype, payload) of what is asked about an IPv4 address."""
    arp = struct.pack("!HHBBH6s4s6s4s", 1, IP4, 6, 4, 1, own_mac, own, b"\0" * 6, address)
    echo = with_checksum(struct.pack("!BBHHH", 8, 0, 0, 0xFC1, number & 0xFFFF), 2)
    # Ports above those that the kernel gives to its own connections: it answers with a reset, so nothing stays half open.
    syn = struct.pack("!HHIIBBHHH", 61000 + number % 4000, port, number & 0xFFFFFFFF, 0, 0x50, 2, 64240, 0, 0)
    syn = with_checksum(syn, 16, own + address + struct.pack("!BBH", 0, 6, len(syn)))
    return [(ARP, arp), (IP4, ip4(1, own, address, echo)), (IP4, ip4(6, own, address, syn))]


def questions6(own_mac, own, address, number):
    def icmp(packet):
        return (IP6, ip6(own, address, with_checksum(packet, 2, own + address + struct.pack("!II", len(packet), 58))))

    solicitation = struct.pack("!BBHI16sBB6s", 135, 0, 0, 0, address, 1, 1, own_mac)
    return [icmp(solicitation), icmp(struct.pack("!BBHHH", 128, 0, 0, 0xFC1, number & 0xFFFF))]


def speaks(frame, addresses):
    """What kind of frame this is, when it is one that claims one of the addresses."""
    kind = struct.unpack_from("!H", frame, 12)[0]
    if kind == ARP and len(frame) >= 42:
        return "arp" if frame[28:32] in addresses else None
    if kind == IP4 and len(frame) >= 34:
        return PROTOCOLS.get(frame[23], "ip") if frame[26:30] in addresses else None
    if kind == IP6 and len(frame) >= 54:
        if frame[20] == 58 and frame[54] == 136 and frame[62:78] in addresses:
            return "nd"
        return "ip6" if frame[22:38] in addresses else None
    return None


def text(mac):
    return ":".join(f"{byte:02x}" for byte in mac)


def source(family, target):
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        s.connect((target, 9))
        return socket.inet_pton(family, s.getsockname()[0])


class Runs:
    def __init__(self, recording):
        self.recording, self.mac, self.frames = recording, None, 0

    def add(self, moment, mac, kind):
        self.frames += 1
        if mac != self.mac or moment - self.last > PAUSE_NS:
            self.end()
            self.mac, self.first, self.kinds = mac, moment, collections.Counter()
        self.last = moment
        self.kinds[kind] += 1

    def end(self):
        if self.mac is not None:
            kinds = ",".join(sorted(self.kinds))
            self.recording.write(f"{self.first} {self.last} {sum(self.kinds.values())} {text(self.mac)} {kinds}\n")
        self.mac = None


def main():
    interface, path, port, given, macs = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4].split(","), sys.argv[5:]
    v4 = [a for a in given if ":" not in a]
    v6 = [a for a in given if ":" in a]
    addresses = {socket.inet_pton(socket.AF_INET, a) for a in v4} | {socket.inet_pton(socket.AF_INET6, a) for a in v6}
    ears = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
    ears.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    ears.bind((interface, ALL))
    mouth = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    mouth.bind((interface, 0))
    own_mac = ears.getsockname()[4]
    own4 = {a: source(socket.AF_INET, a) for a in v4}
    own6 = {a: source(socket.AF_INET6, a) for a in v6}
    with open(path, "w", encoding="ascii", buffering=1) as recording:
        runs, number, following = Runs(recording), 0, now()
        print("watching", flush=True)
        while True:
            if now() >= following:
                number += 1
                asked = [q for a in v4 for q in questions4(own_mac, own4[a], socket.inet_pton(socket.AF_INET, a), port, number)]
                asked += [q for a in v6 for q in questions6(own_mac, own6[a], socket.inet_pton(socket.AF_INET6, a), number)]
                for mac in macs:
                    for kind, payload in asked:
                        mouth.send(bytes.fromhex(mac.replace(":", "")) + own_mac + struct.pack("!H", kind) + payload)
                following = max(following + EVERY_NS, now())
            ready = select.select([ears, sys.stdin], [], [], max(0, following - now()) / 1e9)[0]
            if ears in ready:
                frame, about = ears.recvfrom(256)
                kind = None if about[2] == OUTGOING else speaks(frame, addresses)
                if kind:
                    runs.add(now(), frame[6:12], kind)
            elif sys.stdin in ready:
                # Only when nothing is left to hear.
                runs.end()
                print(runs.frames, flush=True)
                return


main()
