"""Sealing and opening of files, in memory that does not grow."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from ._core import OpenStream, RecordKey, SealStream, Vault

_PIECE = 1 << 20


def seal_file(
    key: Vault | RecordKey,
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    context: Mapping[str, str] | None = None,
) -> None:
    """Seals a file into a v3 envelope. The target appears when it is complete."""
    stream = key.seal_stream(context=None if context is None else dict(context), purpose="file")
    _pass(stream, source, target)


def open_file(
    key: Vault | RecordKey,
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    context: Mapping[str, str] | None = None,
) -> None:
    """Opens a sealed file. The target appears when everything is authenticated, or not at all."""
    _pass(key.open_stream(context=None if context is None else dict(context)), source, target)


def _pass(
    stream: SealStream | OpenStream, source: str | os.PathLike[str], target: str | os.PathLike[str]
) -> None:
    target = Path(target)
    with open(source, "rb") as reader, NamedTemporaryFile(dir=target.parent, delete=False) as writer:
        try:
            _copy(stream, reader, writer)
        except BaseException:
            os.unlink(writer.name)
            raise
    os.replace(writer.name, target)


def _copy(stream: SealStream | OpenStream, reader: IO[bytes], writer: IO[bytes]) -> None:
    while piece := reader.read(_PIECE):
        writer.write(stream.update(piece))
    writer.write(stream.finish())
