"""CycloneDX in JSON, 1.4 to 1.7: what is inside, and what is said of the model.

Read directly, since cyclonedx-python-lib loses every ``modelCard``. What breaks the
schema is said in ``schema_errors`` and does not stop the reading: half of what
people ship breaks it somewhere.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders import bom_schema
from mlgate.loaders.bom_components import Component, components
from mlgate.loaders.bom_draft import draft
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source
