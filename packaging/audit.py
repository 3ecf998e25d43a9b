"""Looks up every locked package in the advisories of PyPI: `make audit`.

pip-audit does it, in an environment of its own that uv makes. It asks PyPI's service; where that
cannot be reached, nothing was audited, which is said and is no success.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SOUND, VULNERABLE, NOT_AUDITED = 0, 1, 3
"""Exit codes."""
PIP_AUDIT = ("tool", "run", "pip-audit", "--require-hashes", "--disable-pip", "--format", "json")


def audit(lock: Path) -> tuple[str, str]:
    """Run pip-audit over one lock.

    Returns:
        Its JSON, empty where it could not ask its service; and what it said besides.
    """
    uv = Path(sys.executable).with_name("uv")
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        command = [str(uv), *PIP_AUDIT, "--output", str(found), "--requirement", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        text = found.read_text(encoding="utf-8") if found.is_file() else ""
    return text, done.stderr


def summary(lock: str, found: str, said: str) -> tuple[int, list[str]]:
    """What an audit came to.

    Args:
        lock: Name of the lock.
        found: JSON of pip-audit; empty where it gave none.
        said: What it printed besides.

    Returns:
        Exit code, and lines to print.
    """
    if not found.strip():
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "no reason")
        return NOT_AUDITED, [f"{lock}: NOT AUDITED, the service could not be asked: {last}"]
    packages = json.loads(found)["dependencies"]
    if not packages:
        return NOT_AUDITED, [f"{lock}: NOT AUDITED, no package was looked up"]
    skipped = [p for p in packages if "skip_reason" in p]
    bad = [(p, v) for p in packages for v in p.get("vulns", ())]
    lines = [
        f"{lock}: {p['name']} {p['version']}: {v['id']}, mended in "
        f"{', '.join(v['fix_versions']) or 'no version yet'}"
        for p, v in bad
    ]
    if skipped:
        first = skipped[0]
        lines.append(
            f"{lock}: NOT AUDITED, {len(skipped)} packages could not be looked up, such as "
            f"{first['name']}: {first['skip_reason']}"
        )
    lines.append(f"{lock}: {len(packages) - len(skipped)} packages, {len(bad)} advisories")
    return (VULNERABLE if bad else NOT_AUDITED if skipped else SOUND), lines


def main() -> int:
    """Audit both locks."""
    worst = SOUND
    for name in LOCKS:
        code, lines = summary(name, *audit(ROOT / name))
        print("\n".join(lines))
        worst = VULNERABLE if VULNERABLE in (code, worst) else max(code, worst)
    return worst


if __name__ == "__main__":
    sys.exit(main())
