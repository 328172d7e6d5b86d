"""Which arguments an accepted global may be called with: no more than pickles need."""

from collections.abc import Callable
from typing import TypeGuard

from mlgate.loaders.formats.pickle_values import Name, kind, made_by

Check = Callable[[tuple[object, ...]], bool]

MAX_SIDE = 2**48
CONTAINERS = frozenset({"list", "dict", "set", "tuple"})
OBJECT = Name("builtins", "object")
ENCODE, BYTE_ARRAY = Name("_codecs", "encode"), Name("builtins", "bytearray")
DTYPE, ARRAY = Name("numpy", "dtype"), Name("numpy", "ndarray")
MASKED = (Name("numpy.ma", "MaskedArray"), Name("numpy.ma.core", "MaskedArray"))
GENERATOR_MAKER = Name("numpy.random._pickle", "__bit_generator_ctor")
GENERATORS = frozenset({"MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"})
FACTORIES = frozenset(
    Name("builtins", name) for name in ("list", "dict", "set", "int", "float", "str")
) | {Name("collections", "OrderedDict")}


def kinds(*wanted: str, least: int | None = None) -> Check:
    """Return a check that arguments are of these kinds; kinds joined by ``|``.

    Args:
        wanted: One for each argument, in order.
        least: How many must be given; all of them if None.
    """
    rows = [frozenset(one.split("|")) for one in wanted]
    fewest = len(rows) if least is None else least

    def check(args: tuple[object, ...]) -> bool:
        enough = fewest <= len(args) <= len(rows)
        return enough and all(
            kind(a) in row for a, row in zip(args, rows, strict=False)
        )

    return check


nothing = kinds()
one_container = kinds("list|dict|set|tuple", least=0)


def numbers(args: tuple[object, ...]) -> bool:
    """Accept a few numbers or None."""
    return len(args) <= 8 and all(kind(a) in {"number", "none"} for a in args)  # noqa: PLR2004  # no constructor here takes more


def latin1(args: tuple[object, ...]) -> bool:
    """Accept text to encode as Latin-1: how protocols 0 to 2 write bytes.

    Any other codec would be looked up, and thus imported, by its name.
    """
    return (
        len(args) == 2  # noqa: PLR2004  # text and codec
        and kind(args[0]) == "text"
        and args[1] in ("latin1", "latin-1")
    )


def byte_array(args: tuple[object, ...]) -> bool:
    """Accept bytes, or text in Latin-1; a number would take that much memory."""
    return not args or (len(args) == 1 and kind(args[0]) == "bytes") or latin1(args)


def factory(args: tuple[object, ...]) -> bool:
    """Accept the harmless factories of a defaultdict."""
    if len(args) != 1:
        return not args
    (made,) = args
    return made is None or (isinstance(made, Name) and made in FACTORIES)


def deque(args: tuple[object, ...]) -> bool:
    """Accept an empty deque, perhaps with a greatest length."""
    return not args or (args[0] == () and numbers(args[1:]))


def reconstructor(args: tuple[object, ...]) -> bool:
    """Accept (class, object, None); the judge holds the class to the list."""
    return len(args) == 3 and args[1] == OBJECT and args[2] is None  # noqa: PLR2004  # as copyreg has it


def empty_array(args: tuple[object, ...]) -> bool:
    """Accept (ndarray, (0,), b"b"): an empty array, whose state follows."""
    if len(args) != 3 or args[0] != ARRAY or args[1] != (0,):  # noqa: PLR2004  # as NumPy has it
        return False
    code = args[2]
    return code == "b" or kind(code) == "bytes"


def array_type(args: tuple[object, ...]) -> bool:
    """Accept a type code with its two flags."""
    return kinds("text", "number", "number", least=1)(args)


def scalar(args: tuple[object, ...]) -> bool:
    """Accept a type and the bytes of one value."""
    if not 1 <= len(args) <= 2 or made_by(args[0]) != DTYPE:  # noqa: PLR2004  # type, bytes
        return False
    return all(kind(a) == "bytes" for a in args[1:])


def from_buffer(args: tuple[object, ...]) -> bool:
    """Accept bytes, type, shape and order of an array."""
    return (
        len(args) == 4  # noqa: PLR2004  # as NumPy has it
        and (kind(args[0]) == "bytes" or made_by(args[0]) == BYTE_ARRAY)
        and made_by(args[1]) == DTYPE
        and sides(args[2])
        and args[3] in ("C", "F")
    )


def sides(shape: object) -> TypeGuard[tuple[int, ...]]:
    """Accept a tuple of whole numbers, none of them absurd."""
    return isinstance(shape, tuple) and all(
        isinstance(side, int) and 0 <= side < MAX_SIDE for side in shape
    )


def bit_generator(args: tuple[object, ...]) -> bool:
    """Accept the name or class of a bit generator of NumPy."""
    if len(args) != 1:
        return False
    (first,) = args
    if isinstance(first, Name):
        return first.name in GENERATORS and first.module.startswith("numpy.random._")
    return isinstance(first, str) and first in GENERATORS


def random_state(args: tuple[object, ...]) -> bool:
    """Accept a bit generator, or its name, perhaps with its own maker."""
    if args[1:] not in ((), (GENERATOR_MAKER,)):
        return False
    return bit_generator(args[:1]) or made_by(args[0]) == GENERATOR_MAKER


def tensor(args: tuple[object, ...]) -> bool:
    """Accept (storage, offset, size, stride, requires_grad, hooks[, metadata])."""
    return (
        6 <= len(args) <= 7  # noqa: PLR2004  # as torch has it
        and kind(args[0]) == "storage"
        and isinstance(args[1], int)
        and sides(args[2])
        and sides(args[3])
        and kind(args[4]) == "number"
        and no_hooks(args[5])
        and all(a is None or kind(a) == "dict" for a in args[6:])
    )


def parameter(args: tuple[object, ...]) -> bool:
    """Accept (tensor, requires_grad, hooks)."""
    return (
        len(args) == 3  # noqa: PLR2004  # as torch has it
        and made_by(args[0]) == Name("torch._utils", "_rebuild_tensor_v2")
        and no_hooks(args[2])
    )


def no_hooks(value: object) -> bool:
    """Accept an ordered dictionary made of nothing: hooks would run later."""
    empty = made_by(value) == Name("collections", "OrderedDict")
    return empty and not getattr(value, "args", ()) and not getattr(value, "items", {})


def tree(args: tuple[object, ...]) -> bool:
    """Accept (columns, numbers of classes, outputs)."""
    return (
        len(args) == 3  # noqa: PLR2004  # as scikit-learn has it
        and kind(args[0]) == kind(args[2]) == "number"
        and kind(args[1]) == "instance"
    )


def only(*wanted: Name) -> Check:
    """Return a check that the one argument is one of these names."""
    return lambda args: len(args) == 1 and args[0] in wanted


def unpickled(wanted: tuple[Name, ...]) -> Check:
    """Return a check for (class, checksum, state), as Cython writes them."""
    return lambda args: (
        len(args) == 3  # noqa: PLR2004  # as Cython has it
        and args[0] in wanted
        and kind(args[1]) == "number"
        and kind(args[2]) in {"none", "tuple"}
    )


def generator(args: tuple[object, ...]) -> bool:
    """Accept a bit generator."""
    return len(args) == 1 and made_by(args[0]) == GENERATOR_MAKER


def masked(args: tuple[object, ...]) -> bool:
    """Accept (MaskedArray, ndarray, (0,), "b"): empty, whose state follows."""
    return args != () and args[0] in MASKED and empty_array(args[1:])
