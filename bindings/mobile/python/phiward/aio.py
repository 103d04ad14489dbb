"""The calls that take long, without blocking the event loop.

A derivation costs hundreds of milliseconds by intent; it runs on a thread, and other threads run meanwhile.
"""

import asyncio
from typing import Any

from . import _vaults
from ._core import LegacyKey, RecordKey, Vault

__all__ = ["change_password", "create_vault", "derive_legacy_key", "open", "seal", "unlock_again", "unlock_vault"]


async def create_vault(password: str | bytes, **how: Any) -> Vault:
    """As ``phiward.create_vault``."""
    return await asyncio.to_thread(_vaults.create_vault, password, **how)


async def unlock_vault(stored: str, password: str | bytes, **how: Any) -> Vault:
    """As ``phiward.unlock_vault``."""
    return await asyncio.to_thread(_vaults.unlock_vault, stored, password, **how)


async def unlock_again(vault: Vault, password: str | bytes) -> None:
    """As ``Vault.unlock_again``."""
    await asyncio.to_thread(vault.unlock_again, password)


async def change_password(vault: Vault, password: str | bytes) -> None:
    """As ``Vault.change_password``."""
    await asyncio.to_thread(vault.change_password, password)


async def derive_legacy_key(email: str, password: str | bytes) -> LegacyKey:
    """As ``LegacyKey.derive``."""
    return await asyncio.to_thread(LegacyKey.derive, email, password)


async def seal(key: Vault | RecordKey, plaintext: bytes, **how: Any) -> bytes:
    """As ``seal`` of a vault or a key, for long plaintexts."""
    return await asyncio.to_thread(key.seal, plaintext, **how)


async def open(key: Vault | RecordKey, envelope: bytes, **how: Any) -> bytes:
    """As ``open`` of a vault or a key, for long envelopes."""
    return await asyncio.to_thread(key.open, envelope, **how)
