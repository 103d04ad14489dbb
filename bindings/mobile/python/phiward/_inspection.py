"""What envelopes and stored vaults say about themselves, without a key."""

import json
from typing import Any

from . import _core


def inspect(envelope: bytes) -> dict[str, Any]:
    """What an envelope says about itself, in the shape of ``phiward inspect --json``. Nothing is authenticated."""
    return json.loads(_core.inspect(envelope))  # type: ignore[no-any-return]


def describe_vault(stored: str) -> dict[str, Any]:
    """What a stored vault says about itself: its slots and what trying a password costs."""
    return json.loads(_core.describe_vault(stored))  # type: ignore[no-any-return]
