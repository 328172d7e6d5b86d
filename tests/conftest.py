"""Settings that every test shares."""

import os

from hypothesis import settings

# The same examples on every run, so that a change is judged by what it changed.
# `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
