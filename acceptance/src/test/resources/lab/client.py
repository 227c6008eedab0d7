"""A client as an application would be: finds the name by asking any node, connects, reads the answer. Run in the client's namespace.

Usage: client.py NAME PORT SERVER,SERVER,... [once|watch]

once:  one JSON line {"address", "answer"} or an error on stderr and exit code 1.
watch: tries again and again until the standard input ends; every change of who answers is a JSON line
       {"ns", "answer", "gap_ms"}, gap_ms being the time since the last answer of whoever answered before; a line with "answer": null and
       the time since the last answer at the end.
"""
import json
import random
import select
import socket
import struct
import sys
import time

TRY_SECONDS = 0.25
PAUSE_SECONDS = 0.005


def now():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def ask(server, name, kind=1):
    """Returns (rcode, addresses)."""
    number = random.randrange(65536)
    labels = b"".join(bytes([len(x)]) + x.encode() for x in name.rstrip(".").split("."))
    query = struct.pack("!6H", number, 0, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(TRY_SECONDS)
        s.connect((server, 53))
        s.send(query)
        answer = s.recv(4096)
    got, flags, _, count, _, _ = struct.unpack("!6H", answer[:12])
    if got != number:
        raise OSError("an answer to another question")
    at, addresses = len(query), []
    for _ in range(count):
        at += 2 if answer[at] >= 0xC0 else answer.index(0, at) + 1 - at
        rtype, _, _, length = struct.unpack("!2HIH", answer[at:at + 10])
        at += 10
        if rtype == kind:
            addresses.append(socket.inet_ntop(socket.AF_INET if kind == 1 else socket.AF_INET6, answer[at:at + length]))
        at += length
    return flags & 15, addresses


def resolve(name, servers):
    trouble = None
    for server in servers:
        try:
            code, addresses = ask(server, name)
            if code == 0 and addresses:
                return addresses[0]
            trouble = OSError(f"{server} answers rcode {code} and {addresses}")
        except OSError as e:
            trouble = e
    raise trouble


def call(address, port):
    with socket.create_connection((address, port), TRY_SECONDS) as s:
        s.settimeout(TRY_SECONDS)
        text = b""
        while chunk := s.recv(4096):
            text += chunk
    if not text:
        raise OSError("closed without an answer")
    return text.decode().strip()


def watch(name, port, servers):
    last, who, address, turn = now(), None, None, 0
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        try:
            # One question per try, to one node after the other: a dead server must not hide a living one.
            turn += 1
            try:
                address = resolve(name, [servers[turn % len(servers)]])
            except OSError:
                if address is None:
                    raise
            answer = call(address, port)
        except OSError:
            continue
        moment = now()
        if answer != who:
            print(json.dumps({"ns": moment, "answer": answer, "gap_ms": (moment - last) / 1e6}), flush=True)
        last, who = moment, answer
    print(json.dumps({"ns": now(), "answer": None, "gap_ms": (now() - last) / 1e6}), flush=True)


def main():
    name, port, servers, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(","), sys.argv[4]
    if mode == "watch":
        watch(name, port, servers)
        return
    try:
        address = resolve(name, servers)
        print(json.dumps({"address": address, "answer": call(address, port)}))
    except OSError as e:
        sys.exit(f"no answer: {e}")


main()
