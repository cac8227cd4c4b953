"""Bytes to Report: decodes, finds the tables, places every cell, checks the sums. Does no I/O."""

from parsers.reading import parse
from parsers.report import Report

__all__ = ["Report", "parse"]
