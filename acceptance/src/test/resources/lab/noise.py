"""Sends datagrams of noise: random ones, empty ones, huge ones, and bytes that begin like the real thing.

Usage: noise.py SEED COUNT HOST:PORT...
"""
import random
import socket
import sys


def main():
    chance, count = random.Random(int(sys.argv[1])), int(sys.argv[2])
    targets = [(host, int(port)) for host, port in (t.rsplit(":", 1) for t in sys.argv[3:])]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for i in range(count):
            size = chance.choice((0, 1, 2, 3, 4, 8, 16, 64, 300, 1400, 60_000))
            try:
                s.sendto(chance.randbytes(size), targets[i % len(targets)])
            except OSError:
                # A full queue or "nobody listens there": noise need not arrive.
                continue


main()
