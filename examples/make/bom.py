"""Describes an example: the environment by cyclonedx-py, then the model in it.

A generator of environments knows no model. What is merged here comes from the
model card, release.yaml and the files themselves, and ``metadata.tools`` says so.
"""

import json
import subprocess
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lineage import sha256

from mlgate.strict import yaml_reader

Json = dict[str, Any]


def environment(requirements: Path, work: Path) -> Json:
    """Install ``requirements`` into an environment of their own and describe it."""
    home = work / requirements.parent.parent.name
    venv.create(home, with_pip=True)
    pip = [home / "bin" / "pip", "install", "--quiet", "-r", requirements]
    subprocess.run(pip, check=True)
    tool = ["cyclonedx-py", "environment", "--sv", "1.6", home / "bin" / "python"]
    ran = subprocess.run(tool, check=True, capture_output=True)
    return _without_links(json.loads(ran.stdout))


def _without_links(bom: Json) -> Json:
    """Leave out where packages are fetched from: it is another place for each team."""
    for component in (*bom["components"], *bom["metadata"]["tools"]["components"]):
        component.pop("externalReferences", None)
    return bom


def with_model(
    bom: Json,
    folder: Path,
    weights: Path,
    data: Mapping[str, Path],
    made: str,
    **extra: Json,
) -> Json:
    """Merge the model, ``made`` at that instant, and its datasets into the BOM."""
    card, prose = _card(folder / "README.md")
    release = yaml_reader.parse((folder / "release.yaml").read_bytes(), "release.yaml")
    datasets = [_dataset(name, path, release) for name, path in data.items()]
    model = _model(card, prose, release, weights, datasets) | extra
    bom["metadata"] |= _metadata(bom["metadata"], release)
    for part in (model, bom["metadata"]["component"]):
        part["releaseNotes"] = {"type": "major", "timestamp": made}
    bom["components"] += [model, *datasets]
    bom["dependencies"] += [
        {"ref": "system", "dependsOn": ["model"]},
        {"ref": "model", "dependsOn": [d["bom-ref"] for d in datasets]},
        *({"ref": d["bom-ref"]} for d in datasets),
    ]
    bom["externalReferences"] = [
        {"type": "security-contact", "url": f"mailto:{release['owner']['contact']}"},
    ]
    return bom


def write(bom: Json, path: Path) -> None:
    """Write the BOM for people and machines."""
    path.write_text(json.dumps(bom, indent=1) + "\n")


def _metadata(made: Json, release: Json) -> Json:
    team = {"name": release["owner"]["team"]}
    merger = {
        "type": "application",
        "name": "examples/make/bom.py",
        "version": release["version"],
        "description": "merged the model, its card and its datasets into this BOM, "
        "and left out the links of packages",
    }
    made["tools"]["components"].append(merger)
    return {
        "authors": [{"name": release["owner"]["accountable"]}],
        "lifecycles": [{"phase": "build"}],
        "component": {
            "type": "application",
            "bom-ref": "system",
            "name": f"{release['name']} service",
            "version": release["version"],
            "manufacturer": team,
            "description": release["purpose"],
        },
    }


def _model(
    card: Json, prose: Mapping[str, str], release: Json, weights: Path, data: list[Json]
) -> Json:
    name, version = release["name"], release["version"]
    return {
        "type": "machine-learning-model",
        "bom-ref": "model",
        "name": name,
        "version": version,
        "purl": f"pkg:generic/{name}@{version}",
        "description": release["purpose"],
        "manufacturer": {"name": release["owner"]["team"]},
        "hashes": [{"alg": "SHA-256", "content": sha256(weights)}],
        "licenses": [{"license": {"id": LICENCES[card["license"]]}}],
        "externalReferences": [{"type": "documentation", "url": "README.md"}],
        "modelCard": {
            "modelParameters": {
                "approach": {"type": "supervised"},
                "task": card["pipeline_tag"],
                "architectureFamily": card["tags"][1],
                "datasets": [{"ref": d["bom-ref"]} for d in data],
                "inputs": [{"format": INPUTS[card["pipeline_tag"]]}],
                "outputs": [{"format": OUTPUTS[card["pipeline_tag"]]}],
            },
            "quantitativeAnalysis": {"performanceMetrics": list(_metrics(card))},
            "considerations": {
                "users": [prose["Users"]],
                "useCases": [prose["Intended use"]],
                "technicalLimitations": [prose["Limitations"]],
            },
        },
    }


LICENCES = {"apache-2.0": "Apache-2.0"}
INPUTS = {"tabular-classification": "five numbers", "text-generation": "text"}
OUTPUTS = {"tabular-classification": "a chance from 0 to 1", "text-generation": "text"}


def _metrics(card: Json) -> Iterator[Json]:
    for result in card["model-index"][0]["results"]:
        for metric in result["metrics"]:
            yield {"type": metric["type"], "value": metric["value"], "slice": "holdout"}


def _dataset(name: str, path: Path, release: Json) -> Json:
    owner = {"organization": {"name": release["owner"]["team"]}}
    return {
        "type": "data",
        "bom-ref": f"data-{name}",
        "name": name,
        "version": release["version"],
        "description": f"synthetic {name}, drawn by the script with a fixed seed",
        "supplier": {"name": release["owner"]["team"]},
        "hashes": [{"alg": "SHA-256", "content": sha256(path)}],
        "licenses": [{"license": {"id": "CC0-1.0"}}],
        "data": [
            {
                "type": "dataset",
                "name": name,
                "classification": "public",
                "sensitiveData": ["none: no real person is in it"],
                "governance": {"owners": [owner]},
            }
        ],
    }


def _card(path: Path) -> tuple[Json, dict[str, str]]:
    """Return the front matter, and the text under each heading."""
    _, front, body = path.read_text().split("---\n", 2)
    sections = [part.split("\n", 1) for part in body.split("\n## ")[1:]]
    prose = {title: " ".join(text.split()) for title, text in sections}
    return yaml_reader.parse(front, "README.md"), prose
