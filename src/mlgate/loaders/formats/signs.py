"""Which readers a file could be for, by its first bytes: only those are imported.

A sign leaves out what a reader would refuse at its first byte, and never more.
"""

from collections.abc import Callable, Iterator

Sign = Callable[[bytes, str], bool]

# Opcodes that need nothing on the stack, with which alone a pickle can begin.
_OPCODES = frozenset(
    b"\x80(])}NIJKLMUTXVSFGcPBC\x82\x83\x84\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x95\x96\x97"
)
# Tags of the fields of an ONNX model, as numbers or as bytes.
_TAGS = frozenset(
    n << 3 | wire for n in (1, 2, 3, 4, 5, 6, 7, 8, 14) for wire in (0, 2)
) | {0xA2, 0xCA, 0xD2}  # the first byte of the tags 20, 25 and 26
_PACKED = frozenset(b"\x78\x1f\x42\xfd\x5d\x04")


def _starts(*magics: bytes) -> Sign:
    return lambda head, _: head.startswith(magics)


def _first(values: frozenset[int]) -> Sign:
    return lambda head, _: head[:1] != b"" and head[0] in values


SIGNS: tuple[tuple[str, Sign], ...] = (
    ("safetensors_file", lambda h, end: h[8:9] == b"{" or end == ".safetensors"),
    ("gguf_file", _starts(b"GGUF")),
    ("numpy_file", _starts(b"\x93NUMPY")),
    ("zip_model", _starts(b"PK\x03\x04", b"PK\x05\x06")),
    ("hdf5_file", _starts(b"\x89HDF\r\n\x1a\n")),
    ("magic", lambda _, __: True),
    ("packed", _first(_PACKED)),
    ("tar_file", lambda head, _: head[257:262] == b"ustar"),
    ("pickle_file", _first(_OPCODES)),
    ("onnx_file", lambda h, end: (h[:1] != b"" and h[0] in _TAGS) or end == ".onnx"),
    ("savedmodel_file", _starts(b"\x08", b"\x12")),
)


def possible(head: bytes, suffix: str) -> Iterator[str]:
    """Yield the modules of the readers that a file could be for, in order."""
    return (module for module, sign in SIGNS if sign(head, suffix))
