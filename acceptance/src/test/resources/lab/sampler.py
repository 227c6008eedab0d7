"""Watches which nodes hold an address, by reading the kernel's own list inside each node's network namespace over and over.

Usage: sampler.py ADDRESS NODE=NAMESPACE-FILE...

Runs until the standard input ends, then prints one JSON line: {"rounds", "widest_ms", "changes": [{"ns", "node", "holds"}],
"violations": [...]}. Prints "watching" first, when every socket is open.

A violation is a sandwich: node A held the address in one reading and in its next one, and node B held it in a reading that began after the
first had ended and ended before the second began. That cannot come from reading one node later than the other. Every clock is
CLOCK_BOOTTIME, which all namespaces of one machine share.
"""
import ctypes
import json
import os
import select
import socket
import struct
import sys
import time

NETLINK_ROUTE, RTM_NEWADDR, RTM_GETADDR, NLMSG_DONE, NLMSG_ERROR = 0, 20, 22, 3, 2
NLM_F_REQUEST_DUMP = 0x301
IFA_ADDRESS, IFA_LOCAL = 1, 2
CLONE_NEWNET = 0x40000000
PAUSE_SECONDS = 0.0005
MOST = 200


def now():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def socket_in(namespace):
    libc = ctypes.CDLL(None, use_errno=True)
    with open(namespace, "rb") as f:
        if libc.setns(f.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
    s.bind((0, 0))
    return s


def holds(s, family, wanted):
    s.send(struct.pack("=IHHIIBBBBI", 24, RTM_GETADDR, NLM_F_REQUEST_DUMP, 1, 0, family, 0, 0, 0, 0))
    found = False
    while True:
        data = s.recv(65536)
        at = 0
        while at < len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            if kind == NLMSG_DONE:
                return found
            if kind == NLMSG_ERROR:
                raise OSError("the kernel refuses to list addresses")
            if kind == RTM_NEWADDR:
                found = found or wanted in data[at + 24:at + length] and has(data, at + 24, at + length, wanted)
            at += (length + 3) & ~3


def has(data, at, end, wanted):
    while at + 4 <= end:
        length, kind = struct.unpack_from("=HH", data, at)
        if kind in (IFA_ADDRESS, IFA_LOCAL) and data[at + 4:at + length] == wanted:
            return True
        at += (length + 3) & ~3
    return False


def main():
    address = sys.argv[1]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    wanted = socket.inet_pton(family, address)
    sockets = {}
    for pair in sys.argv[2:]:
        node, namespace = pair.split("=", 1)
        sockets[node] = socket_in(namespace)
    print("watching", flush=True)
    changes, violations, rounds, widest, last_end = [], [], 0, 0, now()
    seen, before = {node: False for node in sockets}, {node: (0, 0, False) for node in sockets}
    held = []  # readings that said yes, of the last rounds: (node, begin, end)
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        for node, s in sockets.items():
            begin = now()
            yes = holds(s, family, wanted)
            end = now()
            first_begin, first_end, first_yes = before[node]
            if yes and first_yes:
                for other, other_begin, other_end in held:
                    if other != node and first_end < other_begin and other_end < begin and len(violations) < MOST:
                        violations.append({"holder": node, "from": first_end, "to": begin, "other": other, "at": other_begin})
            before[node] = (begin, end, yes)
            if yes:
                held = [h for h in held if h[0] != node] + [(node, begin, end)]
            if yes != seen[node]:
                seen[node] = yes
                changes.append({"ns": end, "node": node, "holds": yes})
        rounds += 1
        moment = now()
        widest, last_end = max(widest, moment - last_end), moment
    print(json.dumps({"rounds": rounds, "widest_ms": widest / 1e6, "changes": changes, "violations": violations}), flush=True)


main()
