"""A service that keeps a diary of when it was alive, so that a test can tell from the diary alone whether two of them ever were.

Usage: service.py DIARY PORT [--exit-after SECONDS] [--child]

Every line of the diary is one atomic append: "<CLOCK_BOOTTIME ns> <word> <group> <node> <epoch> <pid>". The first word is "start", then
"beat" every few milliseconds, and "term" when it is asked to end. Each connection is answered with "<node> <epoch> <pid>" and closed.
With --child, a grandchild in a session of its own keeps the diary too, under the name <group>-child.
"""
import os
import select
import signal
import socket
import sys
import time

BEAT_SECONDS = 0.005


def argument(name):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


class Diary:
    def __init__(self, path, group):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        self.facts = f"{group} {os.environ['FCI_NODE']} {os.environ['FCI_EPOCH']}"

    def write(self, word):
        os.write(self.file, f"{time.clock_gettime_ns(time.CLOCK_BOOTTIME)} {word} {self.facts} {os.getpid()}\n".encode())


def grandchild(path):
    if os.fork() > 0:
        return
    os.setsid()
    if os.fork() > 0:
        os._exit(0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    diary = Diary(path, os.environ["FCI_GROUP"] + "-child")
    diary.write("start")
    while True:
        time.sleep(BEAT_SECONDS)
        diary.write("beat")


def main():
    path, port = sys.argv[1], int(sys.argv[2])
    lives_until = time.monotonic() + float(argument("--exit-after") or "1e9")
    if "--child" in sys.argv:
        grandchild(path)
    diary = Diary(path, os.environ["FCI_GROUP"])
    diary.write("start")

    def end(_signal, _frame):
        diary.write("term")
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((os.environ["FCI_ADDRESSES"].replace(",", " ").split()[0].split("/")[0], port))
    listener.listen(64)
    answer = f"{os.environ['FCI_NODE']} {os.environ['FCI_EPOCH']} {os.getpid()}\n".encode()
    while time.monotonic() < lives_until:
        ready, _, _ = select.select([listener], [], [], BEAT_SECONDS)
        diary.write("beat")
        if ready:
            connection, _ = listener.accept()
            try:
                connection.sendall(answer)
            except OSError:
                # The client went away; the next one is as good.
                pass
            connection.close()
    sys.exit(3)


main()
