"""The options that every command has, before it or after it; a flag after the command wins.

Promises: `gongkai --data X run` and `gongkai run --data X` are the same. A path that cannot be read is told
by who reads it (`readable=False`): one bad file among many is no wrong usage.
Refuses: nothing itself: the values are checked where all settings are (`config.py`).
Caveat: a command written with `with_settings` gets its Settings as first argument and may not name these
options itself.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from gongkai.config import load_settings
from parsers.report import Severity


def shared_options(
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="FOLDER", help="Data folder. [default: data]", readable=False),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(
            "--contact",
            metavar="PAGE",
            help="Page or mail address that tells sites who you are; needed for all but loopback.",
        ),
    ] = None,
    delay_min: Annotated[
        float | None,
        typer.Option(
            "--delay-min", metavar="SECONDS", help="Shortest pause between requests to a site. [default: 1]"
        ),
    ] = None,
    delay_max: Annotated[
        float | None,
        typer.Option("--delay-max", metavar="SECONDS", help="Longest pause of our own. [default: 60]"),
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option(
            "--hours", metavar="FROM-TO", help="Ask sites only then: 22-06, in China time. [default: always]"
        ),
    ] = None,
    fail_on: Annotated[
        Severity | None,
        typer.Option("--fail-on", help="Exit with 1 where a finding is as grave as this. [default: never]"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="Processes that parse. [default: one a core]"),
    ] = None,
    json: Annotated[
        bool | None,
        typer.Option("--json", help="One line of JSON an event on stdout."),
    ] = None,
    quiet: Annotated[bool | None, typer.Option("--quiet", help="Say nothing but errors.")] = None,
) -> None:
    """The shared options; only their signature is used."""


_SHARED = inspect.signature(shared_options, eval_str=True).parameters


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options, and their values as its first argument."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    @wraps(command)
    def wrapper(ctx: typer.Context, **values: Any) -> None:
        flags = {**(ctx.obj or {}), **take_flags(values)}
        settings = load_settings(flags, environ=os.environ, folder=Path())
        command(settings, **{name: value for name, value in values.items() if name not in _SHARED})

    return _signed(wrapper, own)


def with_flags(callback: Callable[..., None]) -> Callable[..., None]:
    """Give the part before the command the shared options, and keep what was given for the command."""
    own = list(inspect.signature(callback, eval_str=True).parameters.values())

    @wraps(callback)
    def wrapper(ctx: typer.Context, **values: Any) -> None:
        ctx.obj = take_flags(values)
        callback(**{name: value for name, value in values.items() if name not in _SHARED})

    return _signed(wrapper, own)


def take_flags(values: dict[str, Any]) -> dict[str, Any]:
    """The shared options that were given: those that are not None."""
    return {name: value for name, value in values.items() if name in _SHARED and value is not None}


def _signed(wrapper: Callable[..., None], own: list[inspect.Parameter]) -> Callable[..., None]:
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (context, *own, *_SHARED.values())
    ]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {one.name: one.annotation for one in parameters}
    return wrapper
