"""What `make audit` says of what pip-audit found, and of a service that cannot be reached."""

import json

import audit
import pytest


def found(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


SOUND = {"name": "numpy", "version": "2.0", "vulns": []}
BAD = {
    "name": "pillow",
    "version": "10.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["10.1"], "aliases": [], "description": ""}],
}
SKIPPED = {"name": "torch", "skip_reason": "not on PyPI"}


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (found(SOUND), audit.SOUND, "1 packages, 0 advisories"),
        (found(SOUND, BAD), audit.VULNERABLE, "pillow 10.0: PYSEC-1, mended in 10.1"),
        (
            found(SOUND, SKIPPED),
            audit.NOT_AUDITED,
            "NOT AUDITED, 1 packages could not be looked up, such as torch: not on PyPI",
        ),
        (found(), audit.NOT_AUDITED, "NOT AUDITED, no package was looked up"),
        ("", audit.NOT_AUDITED, "NOT AUDITED, the service could not be asked: no route"),
    ],
)
def test_an_audit_says_what_it_found_and_what_it_could_not(text, code, says):
    result, lines = audit.summary("a.lock", text, "Traceback\nno route\n\n")
    assert result == code
    assert says in "\n".join(lines)


def test_the_worst_lock_decides(monkeypatch, capsys):
    answers = iter([("", "no route"), (found(BAD), "")])
    monkeypatch.setattr(audit, "audit", lambda lock: next(answers))
    assert audit.main() == audit.VULNERABLE
    assert "NOT AUDITED" in capsys.readouterr().out
