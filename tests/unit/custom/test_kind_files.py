"""Kinds in org.yaml and mlgate.yaml: what may be named, and what is refused where."""

import os
from pathlib import Path

import pytest
from custom_world import KIND, SCHEMA, World

from mlgate.config import organisation, repository
from mlgate.core.organisation import Organisation
from mlgate.errors import ConfigError


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def read(world: World) -> repository.Wishes:
    return repository.read(world.model / "mlgate.yaml", Organisation(), judged=True)


def test_an_organisation_names_a_kind_with_its_schema(world: World) -> None:
    world.put_org(KIND)
    (kind,) = organisation.read(world.org).kinds
    assert (kind.name, kind.match, kind.file, kind.schema) == (
        "impact",
        "evidence/impact/**/*.yaml",
        "kinds/impact.json",
        SCHEMA,
    )
    assert len(kind.sha256) == 64


def test_a_repository_may_add_a_kind(world: World) -> None:
    world.put_repository()
    assert [kind.name for kind in read(world).kinds] == ["impact"]


def test_a_repository_cannot_say_anew_what_a_kind_of_the_organisation_is(
    world: World,
) -> None:
    world.put_org(KIND)
    world.put_repository()
    ours = organisation.read(world.org)
    with pytest.raises(ConfigError, match="the organisation says") as caught:
        repository.read(world.model / "mlgate.yaml", ours, judged=True)
    assert caught.value.place.endswith("mlgate.yaml:2:10")


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (KIND.replace("kinds/impact.json", "kinds/gone.json"), "no such file"),
        (KIND.replace("kinds/impact.json", "../acme/kinds/impact.json"), "outside"),
        (KIND.replace("kinds/impact.json", "/etc/passwd"), "outside"),
        (KIND.replace("kinds/impact.json", "kinds"), "director|regular file"),
        (KIND.replace("name: impact", "name: Impact"), "name"),
        (KIND.replace("evidence/", "/evidence/"), "no path is as"),
        (KIND.replace("evidence/", "../"), "no path is as"),
        (KIND.replace("evidence/", "a//"), "no path is as"),
        (KIND.replace("evidence/", "a" * 300), "match"),
        (f"{KIND}, {KIND}", "two kinds"),
        (KIND.replace("match", "glob"), "unknown key 'glob'"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(world: World, kind: str, why: str) -> None:
    world.put_repository(kind)
    with pytest.raises(ConfigError, match=why):
        read(world)


def test_a_schema_that_is_refused_names_its_own_file_and_line(world: World) -> None:
    world.put_repository(schema={"type": "object", "items": {"$ref": "http://x.test"}})
    with pytest.raises(ConfigError, match="outside") as caught:
        read(world)
    assert caught.value.place == "kinds/impact.json:4:3"
    world.write("model/kinds/impact.json", '{"a": 1, "a": 2}')
    with pytest.raises(ConfigError, match="duplicate key") as caught:
        read(world)
    assert caught.value.place.startswith("kinds/impact.json:1:")


def test_a_schema_that_is_a_link_out_of_the_model_is_refused(world: World) -> None:
    world.put_repository()
    file = world.model / "kinds" / "impact.json"
    file.unlink()
    file.symlink_to(world.write("acme/secret.json", "{}"))
    with pytest.raises(ConfigError, match="outside"):
        read(world)
    file.unlink()
    file.symlink_to(world.write("model/kinds/real.json", "{}"))
    with pytest.raises(ConfigError, match="is a link"):
        read(world)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_schema_that_is_a_pipe_keeps_nobody_waiting(world: World) -> None:
    world.put_repository()
    file = world.model / "kinds" / "impact.json"
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="no regular file"):
        read(world)
