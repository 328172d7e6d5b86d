"""The command that the HTML report prints decides the same again."""

import re
import shlex
from html import unescape

import pytest
from subject_folders import World, check, organise, rule, run


@pytest.mark.parametrize("given", [(), ("--env", "pre prod's"), ("--tier", "T2")])
def test_the_printed_command_gives_the_same_decision(
    world: World, given: tuple[str, ...]
) -> None:
    rule(world, "ACM-001", severity="{T2: deny, T4: deny}")
    organise(world)
    before = check(world, *given, "--report", "json")
    page = check(world, *given, "--report", "html").stdout.decode()
    printed = re.findall(r'<code class="command">(mlgate check .*?)</code>', page)[-1]
    words = shlex.split(unescape(printed))
    words[words.index("ORG")] = str(world.org)
    again = run(*words[1:], "--report", "json")
    assert b'"verdict"' in again.stdout
    assert again.stdout == before.stdout
    assert again.returncode == before.returncode
