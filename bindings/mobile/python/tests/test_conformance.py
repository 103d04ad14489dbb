"""Every vector file gives the answers that it gives in every other language."""

import hashlib
import json
from pathlib import Path

import phiward


def test_vectors(vector_file: Path) -> None:
    results = phiward.replay_vectors(vector_file.name, vector_file.read_text())
    assert len(results) >= 10
    assert [result for result in results if not result.passed] == []


def test_a_wrong_vector_is_seen() -> None:
    case = {"id": "a", "mode": "balanced", "text": "MRN: 00625079", "expect": {"text": "other"}}
    results = phiward.replay_vectors("a.json", json.dumps({"kind": "redact", "cases": [case]}))
    assert [(result.id, result.passed) for result in results] == [("a", False)]


def test_golden_files_of_the_first_release_open(vectors: Path) -> None:
    """Sealed once, never written again: envelopes of people are as old."""
    golden = vectors / "golden/0.1.0"
    opened = 0
    for envelope in json.loads((golden / "index.json").read_text())["envelopes"]:
        if envelope["expect"]["version"] == 1 or "key_id_hex" not in envelope["expect"]:
            continue
        sealed = b"".join((golden / file).read_bytes() for file in envelope["files"])
        if envelope["files"][0].endswith(".b64"):
            sealed = phiward.from_text(sealed.decode())
        key = phiward.RecordKey.from_secret(
            envelope["expect"]["key_id_hex"], bytes.fromhex(envelope["key_hex"])
        )
        plaintext = key.open(sealed, context=envelope["context"])
        assert hashlib.sha256(plaintext).hexdigest() == envelope["expect"]["plaintext_sha256"]
        opened += 1
    assert opened >= 5
