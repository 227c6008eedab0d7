"""A client that asks an address without end and never waits for an answer before it asks again. Run in the client's namespace.

Usage: prober.py ADDRESS PORT RECORDING [--every MS]

Every few milliseconds a new connection is begun; each has a time limit of its own, so that one that hangs hides nothing. The recording has
one line for each that was answered: "<ns begun> <ns answered> <the answer>", and for each other one "<ns begun> <ns ended> failed". Prints
"answered" after the first one, ends when the standard
input ends, and then prints one JSON line {"asked", "answered", "late_ms"}; late_ms: the longest time for which this program itself did not
ask, which is a measure of the machine and not of who was asked. Every clock is CLOCK_BOOTTIME.
"""
import collections
import errno
import json
import select
import socket
import sys
import time

LIMIT_NS = 400_000_000


def now():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


class Prober:
    def __init__(self, address, port, recording):
        self.target, self.recording = (address, port), recording
        self.poll = select.epoll()
        self.asking = collections.OrderedDict()  # by descriptor, oldest first: socket, begun, what has come
        self.asked = self.answered = 0

    def ask(self):
        self.asked += 1
        s = socket.socket(socket.AF_INET6 if ":" in self.target[0] else socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        begun = now()
        code = s.connect_ex(self.target)
        if code not in (0, errno.EINPROGRESS):
            s.close()
            self.recording.write(f"{begun} {now()} failed\n")
            return
        self.asking[s.fileno()] = [s, begun, b""]
        self.poll.register(s, select.EPOLLIN | select.EPOLLERR | select.EPOLLHUP)

    def end(self, fd):
        s, _, _ = self.asking.pop(fd)
        self.poll.unregister(fd)
        s.close()

    def hear(self, fd):
        s, begun, text = self.asking[fd]
        try:
            more = s.recv(256)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        moment = now()
        text += more
        self.asking[fd][2] = text
        if text.endswith(b"\n"):
            self.recording.write(f"{begun} {moment} {text.decode(errors='replace').strip()}\n")
            self.answered += 1
            if self.answered == 1:
                print("answered", flush=True)
        elif not more:
            self.recording.write(f"{begun} {moment} failed\n")
        if not more or text.endswith(b"\n"):
            self.end(fd)

    def give_up(self):
        limit = now() - LIMIT_NS
        while self.asking:
            fd, (_, begun, _) = next(iter(self.asking.items()))
            if begun > limit:
                return
            self.recording.write(f"{begun} {now()} failed\n")
            self.end(fd)


def main():
    every = float(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 4
    with open(sys.argv[3], "w", encoding="ascii", errors="replace", buffering=1) as recording:
        prober = Prober(sys.argv[1], int(sys.argv[2]), recording)
        prober.poll.register(sys.stdin, select.EPOLLIN | select.EPOLLHUP)
        following, last, late = now(), now(), 0
        while True:
            moment = now()
            if moment >= following:
                late, last = max(late, moment - last), moment
                prober.ask()
                prober.give_up()
                following = max(following + int(every * 1e6), moment)
            for fd, _ in prober.poll.poll(max(0, following - now()) / 1e9):
                if fd == sys.stdin.fileno():
                    print(json.dumps({"asked": prober.asked, "answered": prober.answered, "late_ms": late / 1e6}), flush=True)
                    return
                if fd in prober.asking:
                    prober.hear(fd)


main()
