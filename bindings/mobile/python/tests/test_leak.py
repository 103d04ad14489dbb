"""No secret in the text of any exception, and none in what Python prints of an object."""

import copy
import pickle
import traceback
from collections.abc import Callable

import pytest

import phiward

CANARY = "canary-7f3a-Sörensen"
BYTES = CANARY.encode()
KEY = phiward.RecordKey.generate()
STORED = phiward.create_vault("other", kdf="pbkdf2").to_json()


def locked_stream() -> None:
    stream = KEY.open_stream()
    stream.update(BYTES * 40)


CALLS: dict[str, Callable[[], object]] = {
    "open": lambda: KEY.open(BYTES),
    "open of a changed envelope": lambda: KEY.open(KEY.seal(BYTES)[:-1] + b"\0"),
    "open in another context": lambda: KEY.open(KEY.seal(BYTES), context={CANARY: CANARY}),
    "purpose": lambda: KEY.seal(BYTES, purpose=CANARY),
    "context of numbers": lambda: KEY.seal(b"", context={CANARY: 7}),  # type: ignore[dict-item]
    "secret of a key": lambda: phiward.RecordKey.from_secret(CANARY, BYTES),
    "password": lambda: phiward.unlock_vault(STORED, CANARY),
    "password of bytes that are no text": lambda: phiward.unlock_vault(STORED, BYTES + b"\xff"),
    "password of the wrong type": lambda: phiward.unlock_vault(STORED, [CANARY]),  # type: ignore[arg-type]
    "stored vault": lambda: phiward.unlock_vault(CANARY, CANARY),
    "options of a vault": lambda: phiward.create_vault("a", kdf=CANARY),
    "recovery code": lambda: phiward.check_recovery_code(CANARY),
    "text of an envelope": lambda: phiward.from_text(CANARY),
    "inspect": lambda: phiward.inspect(BYTES),
    "stream": locked_stream,
    "policy": lambda: phiward.Redactor(CANARY),
    "policy with an unknown field": lambda: phiward.Redactor({CANARY: CANARY}),
    "key of a policy": lambda: phiward.Redactor("", key=BYTES),
    "format": lambda: phiward.Redactor().redact(CANARY, format=CANARY),
    "mode": lambda: phiward.Redactor.ai_round_trip(CANARY),
    "rows": lambda: phiward.Redactor().redact_many([CANARY, BYTES]),  # type: ignore[list-item]
    "tokens": lambda: phiward.TokenMap.from_json(CANARY),
    "request id": lambda: phiward.check_request_id(CANARY),
    "key of pseudonyms": lambda: phiward.PseudonymKey(CANARY, BYTES),
    "identifier": lambda: phiward.PseudonymKey("k1", bytes(32)).pseudonym(CANARY, CANARY),
    "v1": lambda: phiward.LegacyKey.derive(CANARY, CANARY).open(BYTES),
}


@pytest.mark.parametrize("name", CALLS)
def test_no_exception_echoes(name: str) -> None:
    with pytest.raises((phiward.PhiwardError, TypeError)) as caught:
        CALLS[name]()
    error = caught.value
    told = "".join([str(error), repr(error), *map(str, error.args)])
    # The lines of this file, which a traceback shows, are not ours to judge.
    told += "".join(traceback.format_exception_only(error))
    for part in (CANARY, CANARY.split("-")[2], "7f3a", BYTES.hex()):
        assert part not in told
    if isinstance(error, phiward.PhiwardError):
        assert error.code and error.reason


def test_phi_prints_the_mask() -> None:
    value = phiward.Phi(CANARY)
    assert {str(value), repr(value), f"{value}", f"{value:>40}", "%s" % value} == {phiward.MASK}
    assert value.expose() == CANARY
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as caught:
            leak(value)
        assert CANARY not in str(caught.value)
    assert not hasattr(value, "__dict__")


def test_objects_print_ids_only() -> None:
    key = phiward.RecordKey.generate()
    assert repr(key) == f"<phiward.RecordKey {key.id}>"
    assert key.expose_secret().hex() not in repr(key)
