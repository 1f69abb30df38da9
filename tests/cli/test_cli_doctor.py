from __future__ import annotations

import pytest
from gazette import Run


def test_the_doctor_says_what_was_chosen_for_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    findings = {one["name"]: one for one in run("doctor", "--json").document}

    assert findings["theme"] == {
        "name": "theme",
        "value": "ansi",
        "reason": "the terminal has 8 colours (TERM is linux)",
    }
    printed = run("doctor")
    assert printed.code == 0
    assert len(printed.out.splitlines()) == len(findings)
    assert "the terminal has 8 colours" in printed.out
