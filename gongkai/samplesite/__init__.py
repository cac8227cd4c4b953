"""A small government site made by code: the demo of the project and the test bed of its work.

Promises: invented bodies with six years of history, numbers whose identities hold, the truth of every report,
cell by cell, and of every table of a dataset made from it, row by row (`history`, `expected`).
Refuses: to be a crawler's friend: it has near misses, a forbidden part, damaged and wrong reports.
Caveat: the only real body in it is a town whose published zeros are re-typed with the damage of its page.

>>> SampleSite().truth()[0].county
'溪云县'
"""

from gongkai.samplesite.server import SAMPLE_PORT, Served
from gongkai.samplesite.site import SampleSite
from gongkai.samplesite.truth import TruthReport

__all__ = ["SAMPLE_PORT", "SampleSite", "Served", "TruthReport"]
