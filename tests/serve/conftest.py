"""The tests of the command line know how to make a model; they lie next door."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "cli"))
