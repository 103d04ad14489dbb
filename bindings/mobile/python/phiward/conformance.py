"""Replay of the vectors that every language is held to."""

from typing import NamedTuple

from . import _core


class CaseResult(NamedTuple):
    """What became of one case; ``why`` is empty when it passed."""

    id: str
    passed: bool
    why: str


def replay_vectors(name: str, text: str) -> list[CaseResult]:
    """Replays the text of a vector file of ``docs/spec/vectors``."""
    return [CaseResult(*result) for result in _core.replay_vectors(name, text)]
