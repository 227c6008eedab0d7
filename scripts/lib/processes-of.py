#!/usr/bin/env python3
"""Prints the ids of this user's processes that name a path in their command line, or that have a variable in their environment
and were started under the loopback lab. Usage: processes-of.py PATH VARIABLE=VALUE"""
import os
import sys

path, variable = sys.argv[1].encode(), sys.argv[2].encode()
for name in filter(str.isdigit, os.listdir("/proc")):
    if int(name) in (os.getpid(), os.getppid()):
        continue
    try:
        if os.stat(f"/proc/{name}").st_uid != os.getuid():
            continue
        with open(f"/proc/{name}/cmdline", "rb") as f:
            named = path in f.read()
        with open(f"/proc/{name}/environ", "rb") as f:
            environment = f.read().split(b"\0")
    except OSError:
        continue
    if named or variable in environment and b"FCI_ADDRESSES=127.0.1.50" in environment:
        print(name)
