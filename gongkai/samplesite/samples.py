"""The tracked files of `data/samples/`, cut out of the sample site: `python -m gongkai.samplesite.samples`.

Promises: the files are what the site serves; a test keeps them so. Their bodies and numbers are invented.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.samplesite.site import SampleSite

FOLDER = Path(__file__).parents[2] / "data" / "samples"

# name of the file: organisation and year of the report, whether as plain text
SAMPLES = {
    "broken-sum.html": ("枫桐县卫生健康局", 2022, False),
    "gb2312-word-table.html": ("溪云县教育局", 2023, False),
    "flattened-labels-lost.txt": ("鹭洲县财政局", 2022, True),
}


def samples(site: SampleSite) -> dict[str, bytes]:
    """The content of each sample file by its name."""
    found = {(truth.organization, truth.year): truth for truth in site.truth()}
    content = {}
    for name, (organization, year, as_text) in SAMPLES.items():
        truth = found[organization, year]
        page = site.page(truth.host_index, truth.path).body
        content[name] = site.text_files()[truth.text_file] if as_text and truth.text_file else page
    return content


def write_samples(folder: Path = FOLDER) -> None:
    """Write the sample files anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in samples(SampleSite()).items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_samples()
