"""The model in the command line of a container, as model servers are told of it."""

import shlex
from collections.abc import Iterable, Iterator, Sequence

_FLAGS = frozenset(
    {
        "adapter",
        "base-model",
        "draft-model",
        "hf-repo",
        "lora-modules",
        "model",
        "model-base-path",
        "model-dir",
        "model-id",
        "model-path",
        "model-repository",
        "model-store",
        "model-uri",
        "model-url",
        "models",
        "speculative-model",
        "tokenizer",
    }
)
# Short for one thing here and for another there: `python -m` names a module.
_SHORT = frozenset({"-m", "-hf", "-hfr", "-mu", "-md"})
# Followed by name=path, or by several of them.
_NAMED = frozenset({"lora-modules", "models", "adapter"})
# What nothing but a model is fetched by.
_SCHEMES = ("hf://", "oci://", "oci+native://", "pvc://", "models:/")
_SERVERS = frozenset({"vllm", "sglang", "mlserver", "ollama"})


def models(words: Sequence[str], *, fetches: bool = False) -> Iterator[str]:
    """Yield what names a model among ``words``: a command and its arguments.

    Args:
        words: As in the object; a script for a shell is taken apart as well.
        fetches: Whether the program only fetches models, so that any URI is one.
    """
    parts = [part for word in words for part in _split(word)]
    for index, part in enumerate(parts):
        after = parts[index + 1 :]
        flag, equals, value = part.partition("=")
        if _is_flag(flag):
            yield from _values(_bare(flag), [value] if equals else after)
        elif flag in _SHORT:
            yield from (v for v in after[:1] if "/" in v or v.endswith(".gguf"))
        elif part == "serve" and _serves(parts[:index], index):
            yield from (v for v in after[:1] if not v.startswith("-"))
        elif part.startswith(_SCHEMES) or (fetches and "://" in part):
            yield part


def _is_flag(word: str) -> bool:
    return word.startswith("--") and _bare(word) in _FLAGS


def _bare(flag: str) -> str:
    return flag.removeprefix("--").replace("_", "-").lower()


def _values(flag: str, words: Iterable[str]) -> Iterator[str]:
    """Yield the values that ``words`` begins with; for most flags that is one."""
    for word in words:
        if word.startswith("-"):
            return
        if flag not in _NAMED:
            yield word
            return
        yield word.partition("=")[2] or word


def _serves(before: Sequence[str], index: int) -> bool:
    # The image may say the server's name, and the arguments begin with what it does.
    return index == 0 or before[-1].rpartition("/")[2] in _SERVERS


def _split(word: str) -> list[str]:
    if not any(c.isspace() for c in word):
        return [word]
    try:
        return shlex.split(word, comments=False)
    except (
        ValueError
    ):  # An open quote: not what a shell would run, but look all the same.
        return word.split()
