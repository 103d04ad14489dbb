"""Redaction of texts and of columns."""

import pandas
import polars
import pytest

import phiward
from phiward.columns import redact_frame, redact_series

NOTES = ["Call Jane Doe at 555-123-4567.", None, "MRN: 00625079", "✓ fever"]
REDACTED = ["Call [NAME] at [PHONE].", None, "MRN: [MRN]", "✓ fever"]


def test_offsets_count_code_points() -> None:
    text = "𝛂 ✓ MRN: 00625079"
    redaction = phiward.Redactor({"mode": "balanced"}).redact(text)
    assert redaction.text == "𝛂 ✓ MRN: [MRN]"
    (finding,) = redaction.findings
    assert text[finding.start : finding.end] == "00625079"
    assert finding.category == "MRN"


def test_tokens_come_back() -> None:
    redactor, tokens = phiward.Redactor.ai_round_trip("balanced"), phiward.TokenMap()
    assert redactor.redact_text(NOTES[0] or "", tokens=tokens) == "Call [NAME_1] at [PHONE_1]."
    assert tokens.restore("I reached [NAME_1].") == "I reached Jane Doe."
    again = phiward.TokenMap.from_json(tokens.expose_json())
    assert len(again) == 2 and again.restore("[NAME_1]") == "Jane Doe"
    assert "Jane" not in repr(tokens)


def test_pieces_give_what_the_whole_gives() -> None:
    redactor, tokens = phiward.Redactor(), phiward.TokenMap()
    stream = redactor.stream()
    text = "".join(stream.update(piece, tokens) for piece in ("MRN: 0062", "5079\n")) + stream.finish(tokens)
    assert text == "MRN: [MRN]\n"


def test_a_column_of_pandas() -> None:
    series = pandas.Series([*NOTES, float("nan")], index=[3, 1, 4, 0, 5], name="note")
    redacted = redact_series(series, phiward.Redactor({"mode": "balanced"}))
    assert list(redacted.index) == [3, 1, 4, 0, 5] and redacted.name == "note"
    assert redacted.tolist() == [*REDACTED, None]
    frame = pandas.DataFrame({"note": series, "age": 5})
    assert redact_frame(frame, ["note"], phiward.Redactor({"mode": "balanced"}))["note"].tolist() == [*REDACTED, None]


def test_a_column_of_polars() -> None:
    frame = polars.DataFrame({"note": NOTES, "n": [1, 2, 3, 4]})
    redacted = redact_frame(frame, ["note"], phiward.Redactor({"mode": "balanced"}))
    assert redacted["note"].to_list() == REDACTED
    assert redacted["n"].to_list() == [1, 2, 3, 4] and redacted.columns == ["note", "n"]


def test_a_row_that_is_no_text_is_refused_without_its_value() -> None:
    with pytest.raises(phiward.InvalidError) as error:
        redact_series(pandas.Series(["a", 4111111111111111]), phiward.Redactor())
    assert "4111" not in str(error.value)


def test_logs() -> None:
    shown = phiward.Redactor.for_logs().redact_log('{"step":"search","userAge":62,"mrn":"00625079"}')
    assert shown == '{"step":"search","userAge":"[REDACTED]","mrn":"[MRN]"}'
