"""What repository files beside the weights say of the model."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.loaders.formats.facts import Facts
from mlgate.loaders.formats.model_file import shown
from mlgate.loaders.formats.type_names import of_word

# Keys under which a config of transformers or diffusers names code that is run.
CODE = ("auto_map", "custom_pipelines")

Known = Mapping[str, object]


def of_template(text: str) -> Known:
    """Return what is known of a chat template in a file of its own."""
    facts = Facts()
    facts.template(text)
    return facts.known()


def of_code(names: list[str]) -> Known:
    """Return what is known of a file that names code of its own, or none."""
    facts = Facts()
    for name in names:
        facts.listed("custom_code", shown(name))
    return facts.known()


def of_config(root: object) -> Known:
    """Return what a config says: who built what with which types, by which code."""
    facts = Facts()
    top = root if isinstance(root, dict) else {}
    facts.architecture = _architecture(top)
    if facts.architecture:
        if dtype := _text(top, "dtype") or _text(top, "torch_dtype"):
            facts.listed("dtypes", of_word(dtype))
        if version := _text(top, "transformers_version"):
            facts.producer = f"transformers {version}"
    if template := _text(top, "chat_template"):
        facts.template(template)
    nodes = [node.get(key) for node in objects(root) for key in CODE]
    for name in sorted({name for node in nodes for name in _texts(node)}):
        facts.listed("custom_code", shown(name))
    return facts.known()


def _architecture(top: dict[str, Any]) -> str:
    made = top.get("architectures")
    rows = made if isinstance(made, list) else []
    names = [row for row in rows if isinstance(row, str)]
    return ", ".join(names) or _text(top, "model_type")


def _text(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def objects(root: object) -> Iterator[dict[str, Any]]:
    """Yield each object in a JSON value, however deep."""
    return (value for value in _values(root) if isinstance(value, dict))


def _texts(root: object) -> Iterator[str]:
    return (value for value in _values(root) if isinstance(value, str))


def _values(root: object) -> Iterator[object]:
    waiting = [root]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
