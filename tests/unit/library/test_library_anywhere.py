"""``mlgate.check`` works wherever Python does, and leaves nothing behind."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from library_doors import AT

import mlgate
from mlgate.core.record import canonical

CHECK = """\
import datetime, mlgate
AT = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
decision = mlgate.check(MODEL, at=AT)
"""
SAY = "from mlgate.core.record import canonical; print(canonical(decision).decode())\n"
# A notebook's __main__ has no file, and its cells are run by exec.
NOTEBOOK = """\
import sys, types
kernel = types.ModuleType("__main__")
sys.modules["__main__"] = kernel
for cell in CELLS:
    exec(compile(cell, "<cell>", "exec"), kernel.__dict__)
"""


def _script(model: Path, after: str = SAY) -> str:
    return f"MODEL = {str(model)!r}\n{CHECK}{after}"


def _run(*arguments: str, given: str = "", cwd: Path | None = None) -> bytes:
    done = subprocess.run(
        [sys.executable, *arguments],
        input=given.encode(),
        capture_output=True,
        check=False,
        cwd=cwd,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.fixture
def wanted(model: Path) -> bytes:
    return canonical(mlgate.check(model, at=AT)) + b"\n"


def test_from_a_script_without_a_main_guard(
    model: Path, wanted: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "unguarded.py"
    file.write_text(_script(model), encoding="utf-8")
    assert _run(str(file)) == wanted


def test_from_an_argument(model: Path, wanted: bytes) -> None:
    assert _run("-c", _script(model)) == wanted


def test_from_standard_input(model: Path, wanted: bytes) -> None:
    assert _run("-", given=_script(model)) == wanted


def test_from_a_notebook(model: Path, wanted: bytes) -> None:
    cells = [f"MODEL = {str(model)!r}\n{CHECK}", SAY]
    assert _run("-c", f"CELLS = {cells!r}\n{NOTEBOOK}") == wanted


def test_a_module_beside_the_script_cannot_take_the_place_of_ours(
    model: Path, wanted: bytes, tmp_path: Path
) -> None:
    trap = 'raise SystemExit("the worker imported what lies beside the script")\n'
    for name in ("regorus", "secrets"):
        (tmp_path / f"{name}.py").write_text(trap, encoding="utf-8")
    beside = "import sys; sys.path.remove(sys.path[0])\n"
    file = tmp_path / "unguarded.py"
    file.write_text(beside + _script(model), encoding="utf-8")
    assert _run(str(file), cwd=tmp_path) == wanted


def test_from_threads_at_the_same_time(model: Path, wanted: bytes) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(canonical(mlgate.check(model, at=AT)) + b"\n")
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 4


@pytest.mark.parametrize(
    "closed", ["0", "1", "2", "0, 1", "0, 1, 2"], ids=lambda c: f"without {c}"
)
def test_without_standard_streams(
    model: Path, wanted: bytes, tmp_path: Path, closed: str
) -> None:
    file = tmp_path / "said"
    close = f"import os\nfor fd in ({closed},): os.close(fd)\n"
    keep = (
        "from mlgate.core.record import canonical\n"
        f"open({str(file)!r}, 'wb').write(canonical(decision) + b'\\n')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", close + _script(model, keep)], check=True)
    assert file.read_bytes() == wanted


def test_streams_that_python_has_set_to_none(model: Path, wanted: bytes) -> None:
    lost = (
        "import sys\nout, sys.stdin, sys.stdout, sys.stderr = sys.stdout, *[None] * 3\n"
    )
    back = "sys.stdout = out\n"
    assert _run("-c", f"{lost}{_script(model, back + SAY)}") == wanted


def test_no_process_is_left_behind(model: Path) -> None:
    asked = """
import os
try:
    print(os.waitpid(-1, os.WNOHANG))
except ChildProcessError:
    print("none")
"""
    assert _run("-c", _script(model, asked)) == b"none\n"


def test_no_process_is_left_behind_by_a_check_that_fails(tmp_path: Path) -> None:
    asked = f"""
import mlgate, os
for _ in range(2):
    try:
        mlgate.check({str(tmp_path)!r})
    except mlgate.MlgateError:
        pass
try:
    print(os.waitpid(-1, os.WNOHANG))
except ChildProcessError:
    print("none")
"""
    assert _run("-c", asked) == b"none\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no /dev/fd to count in")
def test_fifty_checks_leave_no_descriptor_and_no_thread_behind(model: Path) -> None:
    mlgate.check(model, at=AT)
    before = (sorted(os.listdir("/dev/fd")), threading.active_count())  # noqa: PTH208
    for _ in range(50):
        mlgate.check(model, at=AT)
    after = (sorted(os.listdir("/dev/fd")), threading.active_count())  # noqa: PTH208
    assert after == before
