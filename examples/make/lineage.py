"""Records a training run as OpenLineage events, by the OpenLineage client."""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import attr
from openlineage.client.event_v2 import (
    InputDataset,
    Job,
    OutputDataset,
    RunEvent,
    RunState,
    set_producer,
)
from openlineage.client.event_v2 import Run as RunId
from openlineage.client.generated.base import DatasetFacet, RunFacet
from openlineage.client.generated.execution_parameters_run import (
    ExecutionParameter,
    ExecutionParametersRunFacet,
)
from openlineage.client.generated.source_code_location_job import (
    SourceCodeLocationJobFacet,
)
from openlineage.client.serde import Serde
from openlineage.client.uuid import generate_new_uuid

SCHEMA = "https://mlgate.dev/openlineage/v1"
set_producer("https://mlgate.dev/examples/make")


@attr.define
class DigestFacet(DatasetFacet):
    """OpenLineage has no digest facet; this is the one that mlgate reads."""

    sha256: str

    @staticmethod
    def _get_schema() -> str:
        return f"{SCHEMA}/DigestDatasetFacet.json"


@attr.define
class EnvironmentFacet(RunFacet):
    """The locked requirements that the run was made with, by digest."""

    sha256: str

    @staticmethod
    def _get_schema() -> str:
        return f"{SCHEMA}/EnvironmentRunFacet.json"


class Run:
    """One training run: what it read, what it wrote, from which code."""

    def __init__(
        self, namespace: str, job: str, script: str, params: Mapping[str, str]
    ) -> None:
        self.id = str(generate_new_uuid())
        self.namespace = namespace
        self.events: list[RunEvent] = []
        self.params = [ExecutionParameter(k, value=v) for k, v in params.items()]
        self.commit = _git("rev-parse", "HEAD")
        self.script = f"examples/make/{Path(script).name}"
        code = SourceCodeLocationJobFacet(
            "git",
            f"https://mlgate.dev/source/{self.script}",
            "https://mlgate.dev/source",
            self.script,
            self.commit,
        )
        self.job = Job(namespace, job, {"sourceCodeLocation": code})

    def start(self, inputs: Mapping[str, Path]) -> None:
        """Record that the run begins."""
        self._event(RunState.START, inputs, {})

    def complete(self, inputs: Mapping[str, Path], outputs: Mapping[str, Path]) -> None:
        """Record that the run ended well."""
        self._event(RunState.COMPLETE, inputs, outputs)

    @property
    def ended(self) -> str:
        """When the run ended."""
        return str(self.events[-1].eventTime)

    def write(self, path: Path, requirements: Path) -> None:
        """Write the events as one list, with the digest of ``requirements``."""
        for event in self.events:
            event.run.facets["environment"] = EnvironmentFacet(sha256(requirements))
        path.parent.mkdir(exist_ok=True)
        listed = [json.loads(Serde.to_json(event)) for event in self.events]
        path.write_text(json.dumps(listed, indent=2) + "\n")

    def _event(
        self, state: RunState, inputs: Mapping[str, Path], outputs: Mapping[str, Path]
    ) -> None:
        facets = {"executionParameters": ExecutionParametersRunFacet(self.params)}
        self.events.append(
            RunEvent(
                eventTime=datetime.now(UTC).isoformat(),
                run=RunId(self.id, facets),
                job=self.job,
                eventType=state,
                inputs=[
                    InputDataset(self.namespace, name, facets=_facets(path))
                    for name, path in inputs.items()
                ],
                outputs=[
                    OutputDataset(self.namespace, name, facets=_facets(path))
                    for name, path in outputs.items()
                ],
            )
        )


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _facets(path: Path) -> dict[str, DatasetFacet]:
    return {"digest": DigestFacet(sha256(path))}


def _git(*arguments: str) -> str:
    ran = subprocess.run(
        ["git", *arguments], check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()
