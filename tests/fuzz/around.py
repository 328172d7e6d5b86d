"""Lets what lies here find what other tests have built: import it before those."""

import sys
from pathlib import Path

_TESTS = Path(__file__).parents[1]
for _folder in (".", "fuzz", "cli", "serve", "unit/formats"):
    sys.path.append(str(_TESTS / _folder))
