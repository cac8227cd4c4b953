from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.config import Settings, load_settings
from gongkai.errors import ConfigError
from parsers.report import Severity


def load(folder: Path, *, toml: str = "", environ: dict[str, str] | None = None, **flags: object) -> Settings:
    if toml:
        (folder / "gongkai.toml").write_text(toml, encoding="utf-8")
    return load_settings(flags, environ=environ or {}, folder=folder)


def test_the_defaults_are_polite(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert (settings.delay_min, settings.delay_max, settings.fail_on) == (1.0, 60.0, None)
    assert settings.data == Path("data")
    assert settings.worker_count >= 1


def test_flags_go_before_environment_and_that_before_the_file(tmp_path: Path) -> None:
    toml = 'data = "a"\ncontact = "a@x.org"\ndelay_min = 2\n'
    settings = load(
        tmp_path, toml=toml, environ={"GONGKAI_CONTACT": "b@x.org", "GONGKAI_DELAY_MIN": "3"}, delay_min=4.0
    )
    assert (settings.data, settings.contact, settings.delay_min) == (Path("a"), "b@x.org", 4.0)


def test_every_setting_can_be_given_in_each_place(tmp_path: Path) -> None:
    toml = (
        'data = "d"\ncontact = "c@x.org"\ndelay_min = 2.5\ndelay_max = 9\n'
        'hours = "22-06"\nfail_on = "warning"\n'
        "json = true\nquiet = true\nworkers = 3\npage_budget = 2000\nportal_depth = 4\n"
    )
    wanted = Settings(
        Path("d"),
        "c@x.org",
        2.5,
        9.0,
        "22-06",
        Severity.WARNING,
        json=True,
        quiet=True,
        workers=3,
        page_budget=2000,
        portal_depth=4,
    )
    assert load(tmp_path, toml=toml) == wanted
    environ = {
        "DATA": "d", "CONTACT": "c@x.org", "DELAY_MIN": "2.5", "DELAY_MAX": "9", "HOURS": "22-06",
        "FAIL_ON": "warning",
        "JSON": "1", "QUIET": "true", "WORKERS": "3", "PAGE_BUDGET": "2000", "PORTAL_DEPTH": "4",
    }  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    assert load(other, environ={f"GONGKAI_{name}": text for name, text in environ.items()}) == wanted


def test_other_variables_are_not_ours(tmp_path: Path) -> None:
    assert load(tmp_path, environ={"PATH": "/bin", "GONG": "x"}) == load(tmp_path)


@pytest.mark.parametrize(
    ("toml", "environ", "said", "hint"),
    [
        ("conact = 'x'", {}, "unknown setting conact", "Did you mean contact?"),
        ("xyz = 1", {}, "unknown setting xyz", "Known: data, contact"),
        ("", {"GONGKAI_DELAY_MN": "1"}, "unknown setting GONGKAI_DELAY_MN", "GONGKAI_DELAY_MIN"),
        ("delay_min = 'soon'", {}, "delay_min: 'soon' is no number of seconds", "Mend"),
        ("delay_min = true", {}, "True is no number of seconds", "Mend"),
        ("delay_min = -1", {}, "not between 0 and 3600", "Mend"),
        ("delay_min = nan", {}, "not between 0 and 3600", "Mend"),
        ("delay_min = 70", {}, "delay_min (70) is above delay_max (60)", "--delay-max"),
        ("fail_on = 'fatal'", {}, "'fatal' is not one of info, warning, error", "Mend"),
        ("json = 'maybe'", {}, "'maybe' is not true or false", "Mend"),
        ("json = 1", {}, "1 is not true or false", "Mend"),
        ("workers = 0", {}, "0 is not a number from 1 to 1024", "Mend"),
        ("workers = true", {}, "True is not a number", "Mend"),
        ("page_budget = 0", {}, "0 is not a number from 1 to 100000", "Mend"),
        ("portal_depth = -1", {}, "-1 is not a number", "Mend"),
        ("contact = ' '", {}, "' ' is no text", "Mend"),
        ("contact = 'me'", {}, "'me' is no page (https://...) and no mail address", "Mend"),
        ("contact = 'https://我的.example/'", {}, "no page", "Mend"),
        ("contact = 'https://a.example/ b'", {}, "no page", "Mend"),
        ("contact = 'https://a.example/(b)'", {}, "no page", "Mend"),
        ("contact = 'a@b@c.example'", {}, "no page", "Mend"),
        ('contact = "a@b.example\\nX: y"', {}, "no page", "Mend"),
        ("data = 3", {}, "3 is no text", "Mend"),
        ("hours = 'night'", {}, "hours: 'night' are no hours: write 22-06", "Mend"),
        ("", {"GONGKAI_HOURS": "06-06"}, "GONGKAI_HOURS: '06-06' begins where it ends", "Mend"),
        ("hours = 22", {}, "22 is no text", "Mend"),
        ("data = ", {}, "gongkai.toml", "TOML"),
    ],
)
def test_wrong_settings_are_refused_with_a_hint(
    tmp_path: Path, toml: str, environ: dict[str, str], said: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, toml=toml, environ=environ)
    assert said in str(caught.value)
    assert hint in (caught.value.remedy or "")


@pytest.mark.parametrize(
    "contact",
    ["https://example.org/who?a=b#c", "http://127.0.0.1:8000/", "a.b+c@mail.example", "mailto:a@b.example"],
)
def test_pages_and_mail_addresses_are_contacts(tmp_path: Path, contact: str) -> None:
    assert load(tmp_path, environ={"GONGKAI_CONTACT": f" {contact} "}).contact == contact


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").write_bytes("contact = '联系'".encode("gb18030"))
    with pytest.raises(ConfigError, match=r"gongkai\.toml: the file is not UTF-8"):
        load(tmp_path)


def test_a_folder_instead_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").mkdir()
    with pytest.raises(ConfigError, match="directory"):
        load(tmp_path)
