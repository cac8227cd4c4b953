"""Scores the parser cell by cell, on the sample site and on the corpus: `python -m benchmarks.score`.

Promises: every page and every plain-text file of the site, and every document of the corpus, is parsed and
compared with the numbers that it was made from; exit 1 where anything is wrong or invented, or a floor of
`tests/corpus/floors.json` (the site) or `tests/corpus/baseline.json` (the corpus) is undercut.
Refuses: to judge by itself: `gongkai.corpus` does, for both.
Caveat: floors only rise; `--raise-floors` writes what was measured where that is higher.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongkai.corpus import Document, corpus, parse_document, render_tallies, score_corpus
from gongkai.corpus.checking import Parse
from gongkai.corpus.floors import raised, read_floors, undercut, write_floors
from gongkai.corpus.scoring import Tally
from gongkai.corpus.truth import truth_of
from gongkai.samplesite import SampleSite

FOLDER = Path(__file__).parents[1] / "tests" / "corpus"


def site_documents(site: SampleSite) -> Iterator[Document]:
    """Pages and text files of the site, by kind of file, rendering, form, and whether they are damaged."""
    texts = site.text_files()
    for truth in site.truth():
        group = f"{truth.rendering} {truth.form}{' damaged' if truth.damaged else ''}"
        page = site.page(truth.host_index, truth.path)
        content_type, address = dict(page.headers)["Content-Type"], f"http://127.0.0.1{truth.path}"
        name, expected = truth.path.strip("/").replace("/", "-"), truth_of(truth)
        yield Document(name, f"html {group}", page.body, content_type, address, expected)
        if truth.text_file is not None:
            text = texts[truth.text_file]
            yield Document(truth.text_file, f"text {group}", text, None, f"file:{truth.text_file}", expected)


def score(documents: Iterable[Document], parse: Parse) -> dict[str, Tally]:
    """Tallies by class, sorted."""
    return dict(sorted(score_corpus(parse, documents).items()))


def main(arguments: list[str] | None = None, *, folder: Path = FOLDER, parse: Parse = parse_document) -> int:
    """Print both tables; 1 where a floor is undercut."""
    must_raise = "--raise-floors" in (sys.argv[1:] if arguments is None else arguments)
    complaints = []
    for name, documents in (("floors.json", site_documents(SampleSite())), ("baseline.json", corpus())):
        tallies = score(documents, parse)
        print(render_tallies(tallies))
        if must_raise:
            write_floors(folder / name, raised(tallies, read_floors(folder / name)))
        complaints += undercut(tallies, read_floors(folder / name))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
