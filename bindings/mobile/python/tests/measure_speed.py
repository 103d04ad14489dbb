"""What crossing from Python into the core costs, against the core in the same process.

Rounds take turns and the quickest counts: on a busy machine the others tell how busy it is.
No part of the tests: `pytest tests/measure_speed.py -s` runs it.
"""

import time
from collections.abc import Callable

import phiward
from phiward import _core

NOTE = "62-year-old with chest pain since 07:30, BP 120/80, denies fever. Call Jane Doe at 555-123-4567. MRN: 00625079.\n"


def seconds_of(call: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        call()
    return time.perf_counter() - start


def ratio(ours: Callable[[], float], core: Callable[[], float], rounds: int) -> float:
    pairs = [(ours(), core()) for _ in range(rounds)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def quietest(bar: float, measure: Callable[[], float]) -> float:
    """The smallest of up to four ratios: a machine is seldom busy four times in the same way."""
    measured = measure()
    for _ in range(3):
        if measured <= bar:
            break
        measured = min(measured, measure())
    return measured


def test_sealing_1_kib_costs_at_most_three_times_the_core() -> None:
    key, plaintext = phiward.RecordKey.generate(), bytes(1024)

    def measure() -> float:
        return ratio(
            lambda: seconds_of(lambda: key.seal(plaintext), 1000), lambda: _core.seconds_of_seal(1024, 1000), 21
        )

    measured = quietest(3.0, measure)
    print(f"\nseal 1 KiB: {measured:.2f}x the core")
    assert measured <= 3.0


def test_redacting_1_mib_costs_at_most_a_fifth_more_than_the_core() -> None:
    text = NOTE * ((1 << 20) // len(NOTE))
    rows: list[str | None] = [NOTE] * (len(text) // len(NOTE))
    redactor = phiward.Redactor()

    def against_core(call: Callable[[], object]) -> float:
        return ratio(lambda: seconds_of(call, 1), lambda: _core.seconds_of_redact(text, 1), 7)

    measured = quietest(1.2, lambda: against_core(lambda: redactor.redact_text(text)))
    findings = against_core(lambda: redactor.redact(text))
    column = against_core(lambda: redactor.redact_many(rows))
    print(f"\nredact 1 MiB: {measured:.2f}x the core, with findings {findings:.2f}x, as a column {column:.2f}x")
    assert measured <= 1.2
