"""OCI image manifests: what a registry calls the same files.

OCI image manifest v1.1 (opencontainers/image-spec).
"""

import re

from mlgate.core import oci
from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders.loader import fault, head, shows
from mlgate.loaders.source import Source

# How a manifest begins, as all tools write it: known even if the rest is broken.
_BEGIN = re.compile(r'\s*\{\s*"(schemaVersion|mediaType|artifactType|config)"\s*:')


class OciManifestLoader:
    """Lists the layers; whether they are this model's files is the gate's to say."""

    format = "oci-manifest"
    sections = ("subject",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is an image manifest, sound or broken."""
        if not shows(source, '"schemaVersion"', '"layers"'):
            return False
        try:
            value = source.json
        except EvidenceError:
            return _BEGIN.match(head(source)) is not None
        # A report on an image has these words as well, but elsewhere.
        return isinstance(value, dict) and {"schemaVersion", "layers"} <= value.keys()

    def load(self, source: Source) -> Draft:
        """Return the digests of the layers as what it is about.

        Raises:
            EvidenceError: It is not an image manifest.
        """
        value = source.json
        if found := oci.flaw(value):
            raise fault(source, self.syntax, found.pointer, found.why, found.hint)
        return Draft(names=oci.digests(value))
