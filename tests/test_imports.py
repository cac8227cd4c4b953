"""One direction: scraper -> archive -> parsers -> gongkai; who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "parsers": ("scraper", "gongkai", "httpx", "bs4", "pyarrow", "pandas"),
    "scraper": ("gongkai",),
    "gongkai": (),
}
ALLOWED_OF_PARSERS = ("parsers.decode", "parsers.titles", "parsers.errors")  # in scraper


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every module that a tree imports, wherever the statement stands; `from a import b` is also `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _is_import(node.func):
            yield from (
                a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def _is_import(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("import_module", "__import__")


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def violations(package: str, source: str) -> list[str]:
    """The imports of a module of `package` that the rules forbid."""
    names = list(imports_of(ast.parse(source)))
    bad = [name for name in names if any(is_in(name, other) for other in FORBIDDEN[package])]
    if package == "scraper":
        of_parsers = [name for name in names if is_in(name, "parsers")]
        bad += [n for n in of_parsers if not any(is_in(n, allowed) for allowed in ALLOWED_OF_PARSERS)]
    return bad


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_has_modules(package: str) -> None:
    assert len(modules(package)) > 10


@pytest.mark.parametrize(
    "path", [p for package in FORBIDDEN for p in modules(package)], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_module_imports_only_what_lies_before_it(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert violations(package, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("parsers", "import httpx"),
        ("parsers", "import httpx._client as c"),
        ("parsers", "from bs4 import BeautifulSoup"),
        ("parsers", "from scraper.archive import Archive"),
        ("parsers", "from gongkai import load"),
        ("parsers", "def f():\n    import pandas as pd"),
        ("parsers", "import pyarrow.parquet as pq"),
        ("parsers", "import importlib\nimportlib.import_module('gongkai.load')"),
        ("parsers", "__import__('pandas')"),
        ("scraper", "import parsers"),
        ("scraper", "from parsers import parse"),
        ("scraper", "from parsers.html import read_html"),
        ("scraper", "import parsers.reading"),
        ("scraper", "from gongkai.config import Config"),
        ("scraper", "from parsers import decode, grids"),
    ],
)
def test_a_violation_is_caught(package: str, source: str) -> None:
    assert len(violations(package, source)) == 1


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("parsers", "import lxml.html\nfrom parsers.errors import ParseError"),
        ("parsers", "import bs4extra"),
        ("scraper", "from parsers.decode import decode\nfrom parsers.titles import read_title"),
        ("scraper", "from parsers import decode"),
        ("scraper", "import httpx\nfrom bs4 import BeautifulSoup"),
        ("gongkai", "import pandas\nfrom parsers import parse\nfrom scraper.archive import Archive"),
    ],
)
def test_what_is_allowed_is_left_alone(package: str, source: str) -> None:
    assert violations(package, source) == []


def test_httpx_stands_behind_one_module_of_the_scraper() -> None:
    users = [
        str(path.relative_to(ROOT))
        for package in FORBIDDEN
        for path in modules(package)
        if any(is_in(name, "httpx") for name in imports_of(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    assert users == ["scraper/client.py"]
