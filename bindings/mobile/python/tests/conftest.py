"""Where the vectors are: beside the specification, two folders above the bindings."""

from pathlib import Path

import pytest

# What the facade has; other vectors are those of crates that bindings do not reach.
FACADE = ("attest", "envelope", "redact", "resilience", "resilience-project", "search")
VECTORS = Path(__file__).parents[4] / "docs/spec/vectors"


@pytest.fixture
def vectors() -> Path:
    return VECTORS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "vector_file" in metafunc.fixturenames:
        files = [VECTORS / f"{name}.json" for name in FACADE]
        metafunc.parametrize("vector_file", files, ids=lambda file: file.name)
