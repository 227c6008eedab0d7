#!/usr/bin/env python3
"""A client that never stops asking: resolves a name at the nodes, connects, reads one line, and notes every change.

Usage: probe.py NAME PORT --dns ADDRESS[:PORT],... [--seconds N] [--every MS] [--ready FILE]

Prints a line with a time stamp whenever the answer changes, fails or comes back, and as the last line a JSON object with what was seen.
Ends after --seconds, or on SIGINT or SIGTERM. --ready: this file is written after the first answer. Nothing but the standard library.
"""
import argparse
import json
import os
import random
import select
import signal
import socket
import struct
import sys
import time

TIMEOUT = 0.1
A, IN = 1, 1


class Failed(Exception):
    """One sentence for people."""


def query_bytes(identity, name):
    question = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split("."))
    return struct.pack(">HHHHHH", identity, 0, 1, 0, 0, 0) + question + struct.pack(">BHH", 0, A, IN)


def skip_name(message, at):
    while message[at]:
        if message[at] & 0xC0:
            return at + 2
        at += message[at] + 1
    return at + 1


def first_address(identity, message):
    """The first A record of an answer, with its time to live."""
    got, flags, _, answers, _, _ = struct.unpack_from(">HHHHHH", message)
    if got != identity or not flags & 0x8000:
        raise Failed("not an answer to the question")
    if flags & 0xF:
        raise Failed({2: "name server not ready", 3: "no such name", 5: "refused"}.get(flags & 0xF, f"code {flags & 0xF}"))
    at = skip_name(message, 12) + 4
    for _ in range(answers):
        at = skip_name(message, at)
        kind, _, ttl, length = struct.unpack_from(">HHIH", message, at)
        if kind == A and length == 4:
            return socket.inet_ntoa(message[at + 10:at + 14]), ttl
        at += 10 + length
    raise Failed("no address")


def resolve(name, servers):
    """Asks one server after the other, as a resolver does; the last one that answered first."""
    why = "no name server"
    for server in list(servers):
        identity = random.getrandbits(16)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(TIMEOUT)
            try:
                udp.connect(server)
                udp.send(query_bytes(identity, name))
                found = first_address(identity, udp.recv(2048))
                servers.remove(server)
                servers.insert(0, server)
                return found
            except (OSError, Failed, struct.error, IndexError) as e:
                why = str(e)
    raise Failed(f"{name}: {why}")


def read_line(address, port):
    """Connects and reads one line, all within TIMEOUT: a dead host must not hold up the next attempt."""
    end = time.monotonic() + TIMEOUT
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.setblocking(False)
        try:
            tcp.connect((address, port))
        except BlockingIOError:
            wait(tcp, end, writable=True)
        error = tcp.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise Failed(os.strerror(error))
        line = b""
        while not line.endswith(b"\n") and len(line) < 256:
            wait(tcp, end, writable=False)
            more = tcp.recv(256)
            if not more:
                break
            line += more
    if not line:
        raise Failed("connection closed without an answer")
    return line.decode(errors="replace").strip()


def wait(tcp, end, writable):
    left = max(0, end - time.monotonic())
    ready = select.select([] if writable else [tcp], [tcp] if writable else [], [], left)
    if not any(ready):
        raise Failed("no answer")


class Record:
    """What was seen so far. A gap is the time from the last answer before a failure to the first one after it."""

    def __init__(self, ready_file):
        self.ready_file = ready_file
        self.counts = {}
        self.last, self.last_at, self.failing = None, None, None
        self.gaps = []
        self.failures = 0

    def answer(self, text):
        now = time.time()
        if self.failing is not None:
            if self.last_at is not None:
                gap = {"from": self.last, "to": text, "last": stamp(self.last_at), "first": stamp(now),
                       "first_ms": round(now * 1000), "ms": round((now - self.last_at) * 1000), "why": self.failing}
                self.gaps.append(gap)
                say(now, f"{text} answers, {gap['ms']} ms after the last answer of {self.last}")
            else:
                say(now, f"{text} answers")
        elif text != self.last:
            # Without one failed attempt: moved between two of them.
            if self.last_at is not None:
                self.gaps.append({"from": self.last, "to": text, "last": stamp(self.last_at), "first": stamp(now),
                                  "first_ms": round(now * 1000), "ms": round((now - self.last_at) * 1000), "why": ""})
            say(now, f"{text} answers")
        if not self.counts and self.ready_file:
            with open(self.ready_file, "w", encoding="ascii") as ready:
                ready.write("ready\n")
        self.counts[text] = self.counts.get(text, 0) + 1
        self.last, self.last_at, self.failing = text, now, None

    def failure(self, why):
        self.failures += 1
        if self.failing != why:
            say(time.time(), f"nobody answers: {why}")
        self.failing = why

    def summary(self):
        longest = max(self.gaps, key=lambda gap: gap["ms"], default=None)
        return {"answers": self.counts, "failures": self.failures, "gaps": self.gaps,
                "longest_gap_ms": longest["ms"] if longest else 0,
                "first_answer_after_gap": longest["to"] if longest else None,
                "answering_at_the_end": self.failing is None and self.last is not None}


def stamp(seconds):
    return time.strftime("%H:%M:%S", time.localtime(seconds)) + f".{int(seconds * 1000) % 1000:03d}"


def say(when, text):
    print(f"{stamp(when)}  {text}", flush=True)


def server(text):
    address, _, port = text.partition(":")
    return address, int(port or 53)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("name")
    options.add_argument("port", type=int)
    options.add_argument("--dns", required=True, type=lambda text: [server(s) for s in text.split(",")])
    options.add_argument("--seconds", type=float, default=float("inf"))
    options.add_argument("--every", type=float, default=10, help="milliseconds between two attempts")
    options.add_argument("--ready")
    given = options.parse_args()
    stopped = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.append(True))
    record, end = Record(given.ready), time.monotonic() + given.seconds
    known, until = None, 0.0
    following = time.monotonic()
    while not stopped and time.monotonic() < end:
        try:
            if known is None or time.monotonic() >= until:
                known, ttl = resolve(given.name, given.dns)
                until = time.monotonic() + ttl
            record.answer(read_line(known, given.port))
        except (Failed, OSError) as e:
            record.failure(str(e))
            # Ask again: an answer that is not fresh is no excuse for a wrong address.
            known = None
        following = max(following + given.every / 1000, time.monotonic())
        time.sleep(max(0, min(following, end) - time.monotonic()))
    print(json.dumps(record.summary()))
    return 0


sys.exit(main())
