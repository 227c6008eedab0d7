"""Kills one process and measures when the processes that ought to die of that are dead.

Usage: killed.py VICTIM PID...

Prints one JSON line {"<pid>": milliseconds or null}; null: still alive after three seconds. Each end is seen through a descriptor of the
process, opened before the kill, so that no number is taken for another process's.
"""
import json
import os
import select
import signal
import sys
import time

LIMIT_SECONDS = 3


def main():
    victim = os.pidfd_open(int(sys.argv[1]))
    watched = {os.pidfd_open(int(pid)): pid for pid in sys.argv[2:]}
    poll = select.poll()
    for fd in watched:
        poll.register(fd, select.POLLIN)
    took = {pid: None for pid in watched.values()}
    begin = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    signal.pidfd_send_signal(victim, signal.SIGKILL)
    left = len(watched)
    while left and (rest := LIMIT_SECONDS * 1000 - (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - begin) / 1e6) > 0:
        for fd, _ in poll.poll(rest):
            took[watched[fd]] = (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - begin) / 1e6
            poll.unregister(fd)
            left -= 1
    print(json.dumps(took))


main()
