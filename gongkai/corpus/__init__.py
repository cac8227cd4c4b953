"""The scored corpus: documents made from a seed, each with its truth, to score a reader on.

Promises: `corpus()` yields the same documents on every machine; `score_corpus` counts what
a reader made of them, cell by cell.
Refuses: text of real reports: bodies, numbers and sentences are invented.
Caveat: damage is drawn, so a floor is that of the documents here, not of all that are damaged alike.
"""

from gongkai.corpus.checking import CheckResult, check, parse_document, score_corpus
from gongkai.corpus.documents import Document, corpus
from gongkai.corpus.floors import by_damage, render_tallies, tallies_as_json

__all__ = [
    "CheckResult",
    "Document",
    "by_damage",
    "check",
    "corpus",
    "parse_document",
    "render_tallies",
    "score_corpus",
    "tallies_as_json",
]
