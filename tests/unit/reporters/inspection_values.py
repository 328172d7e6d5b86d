"""Inspections to report: of a model with all that can be, and of one document."""

from decision_values import DIGEST, LINEAGE

from mlgate.core.inspection import Field, FoundFile, Hole, Inspection, ReadDocument

HEX = "ab" * 32
MODEL = Inspection(
    subject={
        "name": "credit scorer",
        "version": "1.4.0",
        "digest": DIGEST,
        "kind": "folder",
        "files": 3,
        "size": 4096,
        "aliases": [],
    },
    documents=(
        ReadDocument(
            "README.md", "hf-model-card", HEX, "enclosed", "declared", "", "", (),
            {"evaluations": 2, "model_card": 7},
        ),
        ReadDocument(
            "evidence/bad \x1b[2K.json", "cyclonedx", HEX, "listed", "attested", "key",
            "evidence/bad.json:3:1: expected a value", (), {},
        ),
        ReadDocument(
            "evidence/lineage.json", "openlineage", HEX, "digest", "attested", "key",
            "", (HEX,), {"lineage": 12},
        ),
    ),
    files=(
        FoundFile("model.safetensors", "model", "safetensors", "safe"),
        FoundFile("old.pkl", "model", "pickle", "unsafe", ("it calls os.system",)),
        FoundFile("x.bin", "model", "unknown weights", "not tested", ("no format",)),
        FoundFile("config.json", "other"),
        FoundFile(".git/", "ignored", reasons=(".git/** is ignored",)),
    ),
    holes=(
        Hole("/model_card/licence", "placeholder", "TODO", "README.md:2:1"),
        Hole("/release/name", "conflict", "a and b differ", "a.yaml"),
    ),
    notes=("evidence/x.txt is part of the model",),
    graph={key: LINEAGE[key] for key in ("nodes", "edges", "missing", "score")},
)  # fmt: skip
DOCUMENT = Inspection(
    subject={},
    documents=(
        ReadDocument(
            "lineage.json", "openlineage", HEX, "", "", "", "", (HEX,), {"lineage": 3},
            (
                Field("/lineage/run/id", "0194", "3:5"),
                Field("/lineage/run/params_digest", DIGEST, "120:11"),
                Field("/lineage/extras", {"events": 2}, "1:1"),
            ),
        ),
    ),
    files=(),
    holes=(),
    notes=("no model here, so nothing is bound to one",),
    graph={"nodes": [], "edges": [], "missing": [], "score": 0.0},
)  # fmt: skip
