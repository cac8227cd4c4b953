"""What a validation found: problems, with the rows that show them.

Promises: of each check and table there is one problem, with the number of rows and at most SHOWN of them.
Refuses: to lose a count: rows that are not shown are counted all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from gongkai.validation.catalogue import CHECKS, Check

SHOWN = 5  # rows of a problem that are shown
WIDEST = 160  # characters of a value that are shown
Shown = Mapping[str, object]  # a row, or what was expected and what stands there


@dataclass(frozen=True, slots=True)
class Problem:
    """One check that failed on one file; `severity` is error or warning, `rows` some of the `count`."""

    check: str
    file: str
    severity: str
    count: int
    rows: tuple[Mapping[str, str], ...]
    accepted: str | None = None

    @property
    def meaning(self) -> Check:
        """The check that failed."""
        return CHECKS[self.check]

    @property
    def blocks(self) -> bool:
        """True where it keeps a release from being published."""
        return self.severity == "error" and self.accepted is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was found; `compared` is the name of the last release, None where there was none."""

    problems: tuple[Problem, ...]
    files: int
    rows: int
    compared: str | None = None

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that keep the release from being published."""
        return tuple(problem for problem in self.problems if problem.blocks)

    @property
    def failed_checks(self) -> tuple[str, ...]:
        """The ids of the checks that block, each once."""
        return tuple(dict.fromkeys(problem.check for problem in self.blocking))

    def as_object(self) -> dict[str, object]:
        """What `validation.json` and `run_summary.json` say."""
        problems = [
            {**asdict(one), "en": one.meaning.en, "zh": one.meaning.zh, "blocks": one.blocks}
            for one in self.problems
        ]
        values = {"files": self.files, "rows": self.rows, "compared_with": self.compared}
        return {"published": not self.blocking, **values, "problems": problems}


@dataclass(slots=True)
class Notes:
    """Where checks write down what they find."""

    accept: Mapping[str, str] = field(default_factory=dict)
    files: int = 0
    rows: int = 0
    _found: dict[tuple[str, str, str], tuple[int, list[Mapping[str, str]]]] = field(default_factory=dict)

    def add(
        self,
        check: str,
        file: str,
        count: int,
        rows: Iterable[Shown] = (),
        *,
        severity: str = "error",
    ) -> None:
        """Note `count` rows of `file` that fail a check, and show some; nothing where `count` is 0."""
        if not count:
            return
        before, shown = self._found.setdefault((CHECKS[check].id, file, severity), (0, []))
        for row in rows:
            if len(shown) >= SHOWN:
                break
            shown.append({name: _text(value) for name, value in row.items()})
        self._found[check, file, severity] = (before + count, shown)

    def join(self, other: Notes) -> None:
        """Take over what another has noted."""
        self.files, self.rows = self.files + other.files, self.rows + other.rows
        for (check, file, severity), (count, rows) in other._found.items():
            self.add(check, file, count, rows, severity=severity)

    @property
    def has_any(self) -> bool:
        """True where anything was noted."""
        return bool(self._found)

    def outcome(self, compared: str | None = None) -> Outcome:
        """All that was noted: errors first, in the order of the catalogue."""
        order = list(CHECKS)
        keys = sorted(self._found, key=lambda key: (key[2] != "error", order.index(key[0]), key[1]))
        return Outcome(tuple(self._problem(key) for key in keys), self.files, self.rows, compared)

    def _problem(self, key: tuple[str, str, str]) -> Problem:
        check, file, severity = key
        count, shown = self._found[key]
        accepted = self.accept.get(check) if CHECKS[check].can_accept and severity == "error" else None
        return Problem(check, file, severity, count, tuple(shown), accepted)


def _text(value: object) -> str:
    """A value as it is shown; what cannot be seen is escaped."""
    if value is None:
        return "null"
    text = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in str(value)
    )
    return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"


def named(columns: Sequence[str], values: Sequence[object]) -> dict[str, object]:
    """A row by the names of its columns."""
    return dict(zip(columns, values, strict=True))
