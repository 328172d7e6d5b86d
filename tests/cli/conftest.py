from pathlib import Path

import pytest
from subject_folders import World, build


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path)
