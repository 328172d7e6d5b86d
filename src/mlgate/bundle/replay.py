"""What a bundle holds, as if it had just been read from the model's folder."""

from collections.abc import Sequence

from mlgate.bundle.content import Content
from mlgate.core.organisation import CustomKind
from mlgate.core.rule import PolicyPack
from mlgate.errors import EvidenceError, PolicyError
from mlgate.gate.seen import Seen, recognise
from mlgate.loaders.source import Source
from mlgate.packs import files
from mlgate.packs.read import parse


def seen(content: Content, kinds: Sequence[CustomKind]) -> Seen:
    """Return what lay there when the bundle was made.

    Documents are recognised anew, by their bytes. The files of the model are those of
    the manifest, and what mlgate saw in them is as it was recorded: their bytes are
    not in a bundle.

    Args:
        content: The bundle.
        kinds: Kinds of documents that configuration names.

    Raises:
        EvidenceError: A document is of no format that this mlgate reads.
    """
    documents = {}
    for item in content.decision["inputs"]:
        if item["role"] != "evidence":
            continue
        path, digest = item["name"], item["sha256"]
        source = Source(path, content.inputs[digest], digest)
        loader = recognise(source, kinds)
        if loader is None:
            hint = "replay it with the version that made it; see `engine` in it"
            why = f"a document of format '{item['format']}', which is not read here"
            raise EvidenceError(why, place=path, hint=hint)
        documents[path] = (source, loader)
    kind = content.decision["subject"]["kind"]
    artifacts, files = content.artifacts, content.model_files
    return Seen(kind, artifacts, documents, files, tuple(kinds))


def pack(content: Content, origin: str) -> PolicyPack:
    """Return the policy pack in the bundle.

    Raises:
        PolicyError: It is malformed, or a file is larger than those of packs.
    """
    name = str(content.decision["policy"]["pack"])
    for path, raw in content.pack.items():
        if len(raw) > files.MAX_BYTES:
            why = f"more than {files.MAX_BYTES // 2**10} KiB"
            raise PolicyError(why, place=path, hint="no policy pack has such a file")
    return parse(content.pack, name, origin)
