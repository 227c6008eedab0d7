"""Watches which machines have the addresses of a group and which have processes of it, by the kernel's own lists, every few milliseconds.

Usage: machines.py RECORDING PLACES GROUP NODES ADDRESS[,ADDRESS6] NODE=NAMESPACE-FILE...

PLACES: where the node's directories of cgroups are. NODES: where each node's directory with its init.pid is: a machine whose first process
is gone has crashed, and then what its namespaces still contain is nowhere.

The recording has one line for each time that a machine had something, "address <node> 0 <ns> <ns>" or "place <node> <epoch> <ns> <ns>":
surely had it from the first to the second of the two, the end of the first look that saw it and the begin of the last one that did. Prints
"watching" first; runs until the standard input ends, then prints one JSON line {"looks", "widest_ms"}, the widest time between two looks.
Every clock is CLOCK_BOOTTIME, which all namespaces of one machine share.
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
DUMP = 0x301
IFA_ADDRESS, IFA_LOCAL = 1, 2
CLONE_NEWNET = 0x40000000
EVERY_SECONDS = 0.005


def now():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


class Machine:
    """One node, through all its lives."""

    def __init__(self, name, namespace, init, place):
        self.name, self.namespace, self.init, self.place = name, namespace, init, place
        self.socket, self.inode = None, None

    def runs(self):
        try:
            with open(self.init, encoding="ascii") as f:
                pid = f.read().strip()
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
                return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except (OSError, IndexError):
            return False

    def look(self, group, addresses):
        """{what it has}: 0 for an address, the epoch for a place with processes."""
        if not self.runs():
            return set()
        found = set(self.places(group))
        try:
            inode = os.stat(self.namespace).st_ino
            if inode != self.inode:
                self.enter()
                self.inode = inode
            if has_any(self.socket, addresses):
                found.add(0)
        except OSError:
            # Being made or removed at this moment.
            self.inode = None
        return found

    def places(self, group):
        try:
            names = os.listdir(self.place)
        except OSError:
            return
        for name in names:
            head, _, epoch = name.rpartition(".")
            if head == group and epoch.isdigit():
                try:
                    with open(f"{self.place}/{name}/cgroup.events", encoding="ascii") as f:
                        if "populated 1" in f.read():
                            yield int(epoch)
                except OSError:
                    continue

    def enter(self):
        if self.socket is not None:
            # It would keep the namespace of the machine's last life alive.
            self.socket.close()
            self.socket = None
        with open("/proc/self/ns/net", "rb") as home, open(self.namespace, "rb") as there:
            set_namespace(there)
            try:
                self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE)
            finally:
                # Whoever stays there is taken for a process of that machine.
                set_namespace(home)
        self.socket.bind((0, 0))


def set_namespace(file):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter {file.name}")


def has_any(s, addresses):
    s.send(struct.pack("=IHHIIBBBBI", 24, RTM_GETADDR, DUMP, 1, 0, 0, 0, 0, 0, 0))
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
            found = found or kind == RTM_NEWADDR and any(has(data, at + 24, at + length, a) for a in addresses)
            at += (length + 3) & ~3


def has(data, at, end, wanted):
    while at + 4 <= end:
        length, kind = struct.unpack_from("=HH", data, at)
        if kind in (IFA_ADDRESS, IFA_LOCAL) and data[at + 4:at + length] == wanted:
            return True
        at += (length + 3) & ~3
    return False


def main():
    path, places, group, nodes = sys.argv[1:5]
    addresses = [socket.inet_pton(socket.AF_INET6 if ":" in a else socket.AF_INET, a) for a in sys.argv[5].split(",")]
    machines = []
    for pair in sys.argv[6:]:
        node, namespace = pair.split("=", 1)
        machines.append(Machine(node, namespace, f"{nodes}/{node}/init.pid", f"{places}/{node}"))
    held, looks, widest, last = {}, 0, 0, now()
    with open(path, "w", encoding="ascii", buffering=1) as recording:
        def over(key):
            node, epoch = key
            recording.write(f"{'place' if epoch else 'address'} {node} {epoch} {held[key][0]} {held[key][1]}\n")
            del held[key]

        print("watching", flush=True)
        while not select.select([sys.stdin], [], [], EVERY_SECONDS)[0]:
            for machine in machines:
                begin = now()
                found = machine.look(group, addresses)
                end = now()
                for key in [k for k in held if k[0] == machine.name and k[1] not in found]:
                    over(key)
                for epoch in found:
                    held.setdefault((machine.name, epoch), [end, end])[1] = begin
            looks += 1
            moment = now()
            widest, last = max(widest, moment - last), moment
        for key in list(held):
            over(key)
    print(json.dumps({"looks": looks, "widest_ms": widest / 1e6}), flush=True)


main()
