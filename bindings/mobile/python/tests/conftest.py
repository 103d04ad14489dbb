"""Where the vectors are: beside the specification, two folders above the bindings."""

from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[4] / "docs/spec/vectors"


@pytest.fixture
def vectors() -> Path:
    return VECTORS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "vector_file" in metafunc.fixturenames:
        files = sorted(VECTORS.glob("*.json"))
        metafunc.parametrize("vector_file", files, ids=lambda file: file.name)
