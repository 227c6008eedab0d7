#!/usr/bin/env python3
"""Adds up the test reports of all modules. Usage: totals.py MAVEN-STATUS REQUIRE-ALL (1: a skipped test is a failure)"""
import glob
import sys
import xml.etree.ElementTree as xml


def reason(skip):
    text = (skip.get("message") or skip.text or "no reason given").strip()
    return text.split("\n")[0].split("Assumption failed: ")[-1]


def main(maven_status, require_all):
    run = failed = skipped = 0
    for kind in ("surefire", "failsafe"):
        for report in sorted(glob.glob(f"*/target/{kind}-reports/TEST-*.xml")):
            for case in xml.parse(report).getroot().iter("testcase"):
                run += 1
                failed += case.find("failure") is not None or case.find("error") is not None
                skip = case.find("skipped")
                if skip is not None:
                    skipped += 1
                    print(f"skipped {case.get('classname')}.{case.get('name')}: {reason(skip)}")
    if maven_status != "0" and not failed:
        print("the build failed outside the tests: see above")
    if require_all == "1" and skipped:
        print("a skipped test counts as failed here (FCI_REQUIRE_ROOT=1)")
    print(f"{run - failed - skipped} passed, {failed} failed, {skipped} skipped")
    # No test at all is not a success: the reports may be somewhere else.
    return 1 if failed or run == 0 or require_all == "1" and skipped else 0


sys.exit(main(*sys.argv[1:]))
