#!/usr/bin/env python3
"""Prints what PIT bent and no test noticed, from its mutations.xml: place, method, how; the last line counts."""
import sys
import xml.etree.ElementTree as tree
from collections import Counter

if len(sys.argv) != 2:
    sys.exit("usage: survivors.py MUTATIONS.XML")
mutations = tree.parse(sys.argv[1]).getroot().findall("mutation")
counts = Counter(m.get("status") for m in mutations)
unnoticed = [m for m in mutations if m.get("detected") != "true"]
for m in sorted(unnoticed, key=lambda m: (m.findtext("sourceFile"), int(m.findtext("lineNumber")))):
    print(f"{m.findtext('sourceFile')}:{m.findtext('lineNumber')}\t{m.findtext('mutatedMethod')}\t{m.findtext('description')}"
          + ("" if m.get("status") == "SURVIVED" else f"\t{m.get('status').lower().replace('_', ' ')}"))
noticed = len(mutations) - len(unnoticed)
print(f"{len(mutations)} places bent, {noticed} noticed, {len(unnoticed)} not: "
      + ", ".join(f"{n} {status.lower().replace('_', ' ')}" for status, n in sorted(counts.items())))
