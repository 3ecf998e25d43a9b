"""Marks the fast tests, and holds all of them together to a budget of processor time.

A test is `fast` unless it is marked `slow` or `gpu`, or stands in a folder of tests that run whole
programs. Nobody marks a test fast by hand, so that the mark cannot be forgotten; what it promises
is watched by the budget: a run beyond it says so and names who spends most. It fails nothing,
since the same tests cost a slow machine twice what they cost a fast one.
"""

import os
from collections import defaultdict

import pytest

WHOLE_PROGRAMS = ("conformance", "e2e", "fuzz", "snapshots")
"""Folders of `tests` in which each test is slow."""
BUDGET = 100.0
"""Seconds of processor time for all fast tests: `make check` has a minute on two cores."""
NAMED = 10
"""How many tests are named when the budget is exceeded."""


class FastTests:
    """Marks them, and adds up what they spend in the process that reports."""

    def __init__(self):
        self.at = 0.0
        self.of = defaultdict(float)

    def pytest_collection_modifyitems(self, items):
        for item in items:
            folder = item.path.relative_to(item.config.rootpath / "tests").parts[0]
            if folder in WHOLE_PROGRAMS:
                item.add_marker("slow")
            if not any(item.iter_markers("slow")) and not any(item.iter_markers("gpu")):
                item.add_marker("fast")
        # files of slow tests first: processes that share the work then end at about the same time
        slow = {item.path for item in items if any(item.iter_markers("slow"))}
        items.sort(key=lambda item: item.path not in slow)

    def pytest_runtest_logstart(self):
        self.at = processor_seconds()  # what collecting or another test spent is not this one's

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item):
        """Note what a setup, call or teardown spent; the note travels with the report."""
        report = yield
        now = processor_seconds()
        report.spent = now - self.at if any(item.iter_markers("fast")) else 0.0
        self.at = now
        return report

    def pytest_runtest_logreport(self, report):
        self.of[report.nodeid] += report.spent

    def pytest_terminal_summary(self, terminalreporter):
        total = sum(self.of.values())
        terminalreporter.write_line(
            f"fast tests: {total:.0f} s of processor time; budget {BUDGET:.0f} s"
        )
        if total > BUDGET:
            terminalreporter.write_line("Over the budget. Speed these up, or mark them slow:")
            for name in sorted(self.of, key=self.of.__getitem__, reverse=True)[:NAMED]:
                terminalreporter.write_line(f"  {self.of[name]:6.2f} s  {name}")


def processor_seconds():
    """Of this process and of those that it waited for."""
    return sum(os.times()[:4])
