"""Vaults: passwords, recovery, locking by time."""

import asyncio

import pytest

import phiward
from phiward import aio

PASSWORD = "correct horse"


class Clock:
    """A clock that a test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def vault(**how: object) -> phiward.Vault:
    return phiward.create_vault(PASSWORD, kdf="pbkdf2", **how)  # type: ignore[arg-type]


def test_a_record_comes_back_in_its_context_only() -> None:
    made = vault()
    envelope = made.seal(b"BP 120/80", context={"record": "obs/42"}, content="text")
    assert phiward.inspect(envelope)["key_id_hex"] == made.key_id
    assert phiward.content_of(envelope) == "text"
    again = phiward.unlock_vault(made.to_json(), PASSWORD.encode())
    assert again.open(envelope, context={"record": "obs/42"}) == b"BP 120/80"
    with pytest.raises(phiward.RejectedError) as error:
        again.open(envelope, context={"record": "obs/43"})
    assert error.value.code == "wrong_key_or_context"
    assert not error.value.retryable


def test_it_locks_after_idle_time() -> None:
    clock = Clock()
    made = vault(idle=60, clock=clock)
    clock.seconds = 59
    assert not made.is_locked and made.locks_in == 1
    envelope = made.seal(b"used, so the time starts anew")
    clock.seconds = 118
    assert not made.is_locked
    clock.seconds = 119.5
    assert made.is_locked and made.locks_in is None
    with pytest.raises(phiward.LockedError):
        made.open(envelope)
    made.unlock_again(PASSWORD)
    assert made.open(envelope).startswith(b"used")


def test_leaving_the_block_locks_it() -> None:
    with vault() as made:
        made.seal(b"a")
    with pytest.raises(phiward.LockedError) as error:
        made.seal(b"a")
    assert error.value.code == "locked"


def test_recovery_and_a_kept_key_open_it_too() -> None:
    made = vault()
    envelope = made.seal(b"note")
    words = made.add_recovery()
    kek = phiward.random_bytes(32)
    slot = made.add_kek(kek)
    stored = made.to_json()
    assert len(words.split()) == 24
    phiward.check_recovery_code(words)
    assert phiward.recover_vault(stored, words).open(envelope) == b"note"
    assert phiward.unlock_vault_with_kek(stored, kek).open(envelope) == b"note"
    assert len(phiward.describe_vault(stored)["slots"]) == 3
    made.remove_slot(slot)
    with pytest.raises(phiward.PhiwardError):
        phiward.unlock_vault_with_kek(made.to_json(), kek)


def test_the_event_loop_goes_on_while_a_password_is_derived() -> None:
    async def run() -> int:
        turns = 0
        derivation = asyncio.ensure_future(aio.create_vault(PASSWORD))
        while not derivation.done():
            turns += 1
            await asyncio.sleep(0.001)
        made = await derivation
        await aio.change_password(made, "another one")
        again = await aio.unlock_vault(made.to_json(), "another one")
        assert await aio.open(again, await aio.seal(made, b"x")) == b"x"
        return turns

    assert asyncio.run(run()) > 3


def test_v1_records_open_and_move_to_a_vault() -> None:
    key = phiward.LegacyKey.derive("user@example.com", "user-password")
    envelope = phiward.from_text(
        "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ=="
    )
    assert key.open(envelope) == b'{"message":"Sensitive health data"}'
    made = vault()
    upgraded = key.upgrade(envelope, made, content="json")
    assert made.open(upgraded) == key.open(envelope)


def test_unknown_options_are_refused() -> None:
    with pytest.raises(phiward.InvalidError) as error:
        phiward.create_vault(PASSWORD, caps={"memory": 1})
    assert error.value.code == "invalid_configuration"
