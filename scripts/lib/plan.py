#!/usr/bin/env python3
"""Checks what `three-nodes up` was asked for and prints the lab as variables of bash, or one sentence on stderr.

Usage: plan.py NODES NAMES NET ZONE PROFILE TLS CLUSTER (NODES, NAMES, PROFILE may be empty)
"""
import ipaddress
import re
import sys
import uuid

LABEL = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
# The cluster itself has no such limit; the bridge lies in one address range and one machine runs it all.
SIZES = (1, 3, 5, 7)
FIRST_HOST, CLIENT_HOST = 11, 100
NET6 = ipaddress.ip_network("fd77::/64")


def die(sentence):
    sys.exit(f"three-nodes: {sentence}")


def node_names(nodes, names):
    if names:
        chosen = names.split(",")
        if nodes and nodes != str(len(chosen)):
            die(f"--nodes {nodes}, but --names gives {len(chosen)} names")
    else:
        if nodes and nodes not in map(str, SIZES):
            die(f"--nodes must be 1, 3, 5 or 7, not '{nodes}'")
        chosen = [f"n{i}" for i in range(1, int(nodes or 3) + 1)]
    if len(chosen) not in SIZES:
        die(f"a cluster has 1, 3, 5 or 7 nodes, not {len(chosen)}")
    for name in chosen:
        if not LABEL.fullmatch(name) or name in ("sw", "client"):
            die(f"'{name}' cannot name a node: use a-z, 0-9 and '-', beginning with a letter; not 'sw' or 'client'")
    if len(set(chosen)) < len(chosen):
        die("two nodes have one name")
    return chosen


def network(text):
    try:
        net = ipaddress.IPv4Network(text)
    except ValueError as e:
        die(f"--net '{text}' is not an IPv4 network: {e}")
    if net.num_addresses <= CLIENT_HOST + 1:
        die(f"--net '{text}' is too small: the client is host {CLIENT_HOST}, so a /25 is the least")
    return net


def main(nodes, names, net_text, zone, profile, tls, cluster):
    chosen, net = node_names(nodes, names), network(net_text)
    labels = zone.split(".")
    if len(labels) < 2 or not all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", x) for x in labels):
        die(f"--zone '{zone}' is not a DNS zone like 'fci.test'")
    if profile not in ("", "fast", "lan", "relaxed", "safe", "wan"):
        die(f"--profile must be fast, lan, relaxed, safe or wan, not '{profile}'")
    print(f"names=({' '.join(chosen)})")
    print("declare -gA number address address6")
    for i, name in enumerate(chosen):
        print(f"number[{name}]={i + 1}")
        print(f"address[{name}]={net[FIRST_HOST + i]}/{net.prefixlen}")
        print(f"address6[{name}]={NET6[0x11 + i]}/64")
    print(f"net={net} zone={zone} profile={profile} tls={tls} cluster={cluster} cluster_id={uuid.uuid4()}")
    print(f"client={net[CLIENT_HOST]}/{net.prefixlen} client6={NET6[0x100]}/64")


main(*sys.argv[1:])
