"""Runs a composite action as GitHub's runner does: inputs, steps, files, outputs.

It knows only what action.yml uses, and refuses everything else.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from corpus import ROOT

BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
KEYS = {"name", "id", "shell", "env", "run"}
_EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")
_NAME = re.compile(
    r"(?:inputs\.(?P<input>[\w-]+)"
    r"|steps\.(?P<step>[\w-]+)\.outputs\.(?P<output>[\w-]+))"
    r"(?: \|\| '(?P<default>\w*)')?"
)


class Ran(NamedTuple):
    """What a run left behind."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


class MiniRunner:
    """A job: its workspace and temporary folder stay from one action to the next."""

    def __init__(self, folder: Path, action: Path = ROOT / "action.yml") -> None:
        self.workspace = folder / "work" / "repo"
        self.temporary = folder / "work" / "_temp"
        self.action = action
        self.workspace.mkdir(parents=True)
        self.temporary.mkdir()
        self._ran = 0

    def run(self, given: Mapping[str, str], **environment: str) -> Ran:
        """Run the action with ``given`` as its ``with:``."""
        document = yaml.safe_load(self.action.read_text("utf-8"))
        assert document["runs"]["using"] == "composite"
        assert given.keys() <= document["inputs"].keys()
        inputs = {
            name: given.get(name, about.get("default", ""))
            for name, about in document["inputs"].items()
        }
        steps: dict[str, dict[str, str]] = {}
        code, log, summary = 0, "", ""
        for step in document["runs"]["steps"]:
            assert step.keys() <= KEYS
            code, said, wrote = self._step(step, inputs, steps, environment)
            log, summary = log + said, summary + wrote
            if code:
                break
        outputs = {
            name: _resolve(about["value"], inputs, steps)
            for name, about in document["outputs"].items()
        }
        return Ran(code, log, outputs, summary)

    def _step(
        self,
        step: dict[str, Any],
        inputs: dict[str, str],
        steps: dict[str, dict[str, str]],
        environment: Mapping[str, str],
    ) -> tuple[int, str, str]:
        """Run one step; what it hands on is added to ``steps``."""
        assert step["shell"] == "bash"
        assert not _EXPRESSION.search(step["run"])
        self._ran += 1
        files = self.temporary / f"_runner_file_commands_{self._ran}"
        files.mkdir()
        names = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")
        for name in names:
            (files / name).touch()
        script = files / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        env = {k: _resolve(v, inputs, steps) for k, v in step.get("env", {}).items()}
        done = subprocess.run(
            [*BASH, str(script)],
            cwd=self.workspace,
            env={
                "PATH": os.environ["PATH"],
                "LANG": "C.UTF-8",
                "HOME": str(self.temporary),
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(self.action.parent),
                "GITHUB_WORKSPACE": str(self.workspace),
                "RUNNER_TEMP": str(self.temporary),
                **{name: str(files / name) for name in names},
                **environment,
                **env,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert not (files / "GITHUB_ENV").read_bytes()
        assert not (files / "GITHUB_PATH").read_bytes()
        said = (files / "GITHUB_OUTPUT").read_text("utf-8")
        steps[step.get("id", str(self._ran))] = outputs(said)
        summary = (files / "GITHUB_STEP_SUMMARY").read_text("utf-8")
        return done.returncode, done.stdout.decode(), summary


def outputs(text: str) -> dict[str, str]:
    """Read what a step wrote to GITHUB_OUTPUT, or fail."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        if "<<" not in line:
            name, assigned, value = line.partition("=")
            assert assigned, line
            found[name] = value
            continue
        name, _, end = line.partition("<<")
        value_lines = []
        while (inner := next(lines)) != end:
            value_lines.append(inner)
        found[name] = "\n".join(value_lines)
    return found


def _resolve(
    text: str, inputs: dict[str, str], steps: dict[str, dict[str, str]]
) -> str:
    def value(expression: re.Match[str]) -> str:
        found = _NAME.fullmatch(expression[1])
        assert found, expression[0]
        if name := found["input"]:
            # An unknown one is empty on GitHub as well; here it is a fault.
            said = inputs[name]
        else:
            said = steps.get(found["step"], {}).get(found["output"], "")
        return said or found["default"] or ""

    return _EXPRESSION.sub(value, text)
