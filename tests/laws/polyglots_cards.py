"""Polyglots of cards that are not Hugging Face's own kind of model card."""

import json

CODE = {"auto_map": {"AutoModel": "modeling_x.Evil"}, "model_type": "bert"}
TEMPLATE = "{{ cycler.__init__.__globals__.os.popen('id').read() }}"
_MARKDOWN = ("README.md", "evidence/a.md")
_YAML = ("evidence/x.yaml", "evidence/a/x.yml")
MARKDOWN = frozenset({"nvidia-model-card", "hf-dataset-card"})
YAMLS = frozenset({"hf-eval-results", "fairseq2-asset-card", "pwc-model-index"})


def texts() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return for each format a document that a runtime would load, and its homes."""
    card = {"schema_version": "0.0.2", "model_details": {"name": "x"}}
    return {
        "nvidia-model-card": (
            f"Field | Response\n---|---\nIntended Users: | {TEMPLATE}\n",
            _MARKDOWN,
        ),
        "hf-dataset-card": (
            f"---\ntask_ids: [x]\nauto_map: {{A: x.Evil}}\n---\n{TEMPLATE}\n",
            _MARKDOWN,
        ),
        "model-card-toolkit": (
            json.dumps(card | {"considerations": CODE}, indent=1),
            ("evidence/x.json", "evidence/a/card.json"),
        ),
        "hf-eval-results": (
            f"- dataset:\n    task_id: c\n  value: 1\n  notes: '{TEMPLATE}'\n",
            _YAML,
        ),
        "fairseq2-asset-card": (
            f"name: x\nmodel_family: y\nauto_map: '{TEMPLATE}'\n",
            _YAML,
        ),
        "pwc-model-index": (
            f"Models:\n  - Name: x\n    Code: '{TEMPLATE}'\n",
            _YAML,
        ),
    }
