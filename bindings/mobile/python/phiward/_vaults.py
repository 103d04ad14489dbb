"""Making and unlocking vaults. The derivation of a password takes a moment: ``phiward.aio`` does not block."""

import json
import time
from collections.abc import Callable
from typing import Any

from ._core import Vault

Clock = Callable[[], float]


def clock() -> float:
    """Seconds of a clock that goes on while the machine sleeps, where there is one."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


def options(
    kdf: str | dict[str, Any] | None, caps: dict[str, int] | None, idle: float | None
) -> str:
    """The options as the core reads them; ``idle`` is in seconds, and 0 means that the vault never locks."""
    chosen: dict[str, Any] = {"kdf": kdf, "caps": caps}
    if idle is not None:
        chosen["idle_ms"] = round(idle * 1000)
    return json.dumps({name: value for name, value in chosen.items() if value is not None})


def create_vault(
    password: str | bytes,
    *,
    kdf: str | dict[str, Any] | None = None,
    caps: dict[str, int] | None = None,
    idle: float | None = None,
    clock: Clock = clock,
) -> Vault:
    """Makes a vault with a random key and a slot for a password.

    ``kdf`` is ``argon2id`` unless you say ``argon2id-low-memory`` or ``pbkdf2``. ``idle`` is the time in seconds
    without use after which the vault locks: 15 minutes unless you say otherwise.
    """
    return Vault.create(password, options(kdf, caps, idle), clock)


def unlock_vault(
    stored: str,
    password: str | bytes,
    *,
    kdf: str | dict[str, Any] | None = None,
    caps: dict[str, int] | None = None,
    idle: float | None = None,
    clock: Clock = clock,
) -> Vault:
    """Unlocks a stored vault with a password. ``kdf`` is the cost of a new password, should it be changed."""
    return Vault.unlock(stored, password, options(kdf, caps, idle), clock)


def recover_vault(
    stored: str, words: str | bytes, *, idle: float | None = None, clock: Clock = clock
) -> Vault:
    """Unlocks a stored vault with the 24 words of a recovery code."""
    return Vault.recover(stored, words, options(None, None, idle), clock)


def unlock_vault_with_kek(
    stored: str, kek: bytes, *, idle: float | None = None, clock: Clock = clock
) -> Vault:
    """Unlocks a stored vault with a key of 32 bytes that a KMS or a keyring keeps."""
    return Vault.unlock_kek(stored, kek, options(None, None, idle), clock)
