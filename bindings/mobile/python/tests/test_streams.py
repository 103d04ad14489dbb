"""Streams and files."""

from pathlib import Path

import pytest

import phiward


def test_a_long_file_comes_back_in_memory_that_does_not_grow(tmp_path: Path) -> None:
    key = phiward.RecordKey.generate()
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(bytes(range(256)) * (12 * 4096))
    phiward.seal_file(key, plain, sealed, context={"file": "scan"})
    phiward.open_file(key, sealed, opened, context={"file": "scan"})
    assert opened.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize("kept", [0, 1, 100, 70_000, -1])
def test_a_file_that_is_cut_off_leaves_nothing(tmp_path: Path, kept: int) -> None:
    key = phiward.RecordKey.generate()
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(b"\x07" * 200_000)
    phiward.seal_file(key, plain, sealed)
    sealed.write_bytes(sealed.read_bytes()[:kept])
    with pytest.raises(phiward.PhiwardError) as error:
        phiward.open_file(key, sealed, opened)
    assert error.value.code in {"truncated", "malformed", "corrupt"}
    assert [file.name for file in tmp_path.iterdir() if file not in (plain, sealed)] == []


def test_a_stream_ends_once() -> None:
    key = phiward.RecordKey.generate()
    stream = key.seal_stream(purpose="file")
    envelope = stream.update(bytearray(b"scan of ")) + stream.update(b"a card") + stream.finish()
    assert key.open(envelope) == b"scan of a card"
    with pytest.raises(phiward.PhiwardError) as error:
        stream.update(b"more")
    assert error.value.code == "stream_finished"
