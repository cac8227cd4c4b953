from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "support"))

# The same examples on every machine, and no deadline where two test runs share a core.
settings.register_profile("parsers", deadline=None, derandomize=True, database=None)
settings.load_profile("parsers")
