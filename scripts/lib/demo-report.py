#!/usr/bin/env python3
"""What a failover of the demo looked like, in words and figures.

answered PROBE VICTIM                     succeeds once another node than VICTIM has answered
run PROBE OPERATIONS VICTIM KILLED LED FIGURES   prints one failover and adds it to FIGURES; KILLED in milliseconds since 1970
summary FIGURES                           prints the medians
"""
import datetime
import json
import re
import statistics
import sys


def answered(probe, victim):
    with open(probe, encoding="utf-8") as lines:
        others = [m.group(1) for m in (re.match(r"\S+  (\S+) answers", line) for line in lines) if m and m.group(1) not in ("nobody", victim)]
    return 0 if others else 1


def millis(stamp):
    return round(datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() * 1000)


def elapsed(step):
    return round(float(step.get("elapsed", "0s").rstrip("s")) * 1000)


def failover(operations, victim):
    listed = operations["operations"] if isinstance(operations, dict) else operations
    found = [o for o in listed if o["kind"] == "KIND_FAILOVER" and o.get("fromNode") == victim]
    return max(found, key=lambda o: o["createTime"])


def run(probe, operations, victim, killed, led, figures):
    killed = int(killed)
    with open(probe, encoding="utf-8") as lines:
        gap = max(json.loads(lines.read().splitlines()[-1])["gaps"], key=lambda g: g["ms"])
    with open(operations, encoding="utf-8") as text:
        operation = failover(json.load(text), victim)
    lost, online = millis(operation["createTime"]), millis(operation["endTime"])
    starts = [s for s in operation["steps"] if s["action"] == "ACTION_START"]
    detect = next((elapsed(s) for s in operation["steps"] if s["action"] == "ACTION_DETECT"), 0)
    assigned = max(millis(s["startTime"]) for s in operation["steps"] if s["action"] == "ACTION_ASSIGN")
    first = gap["first_ms"]
    print(f"    {gap['from']} answered last at {gap['last']}, {gap['to']} first at {gap['first']}: outage {gap['ms']} ms")
    print(f"    where the time went, from the crash: silence noticed by a majority and agreed on {lost - killed} ms"
          f" (not heard for {detect} ms), placed {assigned - lost} ms, started {online - assigned} ms"
          f" ({', '.join(s['target'] + ' ' + str(elapsed(s)) for s in starts)}), first answer {first - online} ms")
    print(f"    crash to first answer {first - killed} ms; the owner {'led the cluster too' if led == 'yes' else 'did not lead'}")
    with open(figures, "a", encoding="utf-8") as out:
        out.write(json.dumps({"led": led == "yes", "ms": first - killed, "outage": gap["ms"]}) + "\n")
    return 0


def summary(figures):
    with open(figures, encoding="utf-8") as lines:
        runs = [json.loads(line) for line in lines]
    print("---")
    for led, words in ((False, "the owner did not lead"), (True, "the owner led as well")):
        some = sorted(r["ms"] for r in runs if r["led"] == led)
        if some:
            print(f"crash to first answer, {words}: median {round(statistics.median(some))} ms"
                  f" (min {some[0]}, max {some[-1]}, {len(some)} run{'s' if len(some) > 1 else ''})")
    print("one name, one address, two nodes: the service went on.")
    return 0


sys.exit({"answered": answered, "run": run, "summary": summary}[sys.argv[1]](*sys.argv[2:]))
