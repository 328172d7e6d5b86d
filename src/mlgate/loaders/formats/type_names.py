"""One name for each type of elements, whichever format writes it: that of safetensors.

A type that safetensors does not have keeps the name of its own format.
"""

import re

_NUMPY = {
    "f2": "F16", "f4": "F32", "f8": "F64", "i1": "I8", "i2": "I16", "i4": "I32",
    "i8": "I64", "u1": "U8", "u2": "U16", "u4": "U32", "u8": "U64", "b1": "BOOL",
    "c8": "C64", "?": "BOOL", "B": "U8", "b": "I8",
}  # fmt: skip
_KINDS = {"O": "object", "U": "text", "S": "bytes", "a": "bytes", "V": "record"}
_WORDS = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16",
    "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint8": "U8",
    "bool": "BOOL", "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2",
    "complex64": "C64", "double": "F64", "float": "F32", "half": "F16", "long": "I64",
    "int": "I32", "short": "I16", "char": "I8", "byte": "U8", "complexfloat": "C64",
}  # fmt: skip
# TensorProto.DataType of onnx.proto.
_ONNX = {
    1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 8: "text",
    9: "BOOL", 10: "F16", 11: "F64", 12: "U32", 13: "U64", 14: "C64", 15: "C128",
    16: "BF16", 17: "F8_E4M3", 18: "F8_E4M3FNUZ", 19: "F8_E5M2", 20: "F8_E5M2FNUZ",
    21: "U4", 22: "I4", 23: "F4", 24: "F8_E8M0", 25: "U2", 26: "I2",
}  # fmt: skip
_CODE = re.compile(r"[<>|=]?([?bBiufcmMOSaUV])(\d{0,4})")


def of_numpy(code: str) -> str:
    """Return the name of a type code of NumPy, such as ``<f8``."""
    found = _CODE.fullmatch(code)
    if not found:
        return "record"
    plain = found[1] + found[2]
    return _NUMPY.get(plain) or _KINDS.get(found[1], plain)


def of_word(word: str) -> str:
    """Return the name of a type that is written out, such as ``bfloat16``."""
    return _WORDS.get(word.lower(), word)


def of_onnx(number: int) -> str:
    """Return the name of a type that ONNX numbers."""
    return _ONNX.get(number, f"type {number}")
