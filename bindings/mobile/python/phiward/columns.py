"""Redaction of the columns of data frames, each in one call of the core.

pandas and polars are imported when a frame of theirs comes in, not before.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from ._core import TokenMap
from ._errors import make
from ._redaction import Redactor

__all__ = ["redact_frame", "redact_series"]

Series = TypeVar("Series")
Frame = TypeVar("Frame")


def redact_series(
    series: Series, redactor: Redactor, *, format: str = "text", tokens: TokenMap | None = None
) -> Series:
    """A redacted column of the same name, order and index. Missing values stay missing.

    A row that is neither a text nor missing is refused: numbers can identify people too, and what to do with
    them is for the caller to say.
    """
    library = type(series).__module__.partition(".")[0]
    column: Any = series
    if library == "pandas":
        rows = column.astype(object).where(column.notna(), None).tolist()
        redacted = redactor.redact_many(rows, format=format, tokens=tokens)
        return type(column)(redacted, index=column.index, name=column.name, dtype=object)  # type: ignore[no-any-return]
    if library == "polars":
        redacted = redactor.redact_many(column.to_list(), format=format, tokens=tokens)
        return type(column)(column.name, redacted, dtype=_polars().String)  # type: ignore[no-any-return]
    raise make("malformed", "the column is neither a Series of pandas nor one of polars", False)


def redact_frame(
    frame: Frame,
    columns: Iterable[str],
    redactor: Redactor,
    *,
    format: str = "text",
    tokens: TokenMap | None = None,
) -> Frame:
    """A frame in which the named columns are redacted; the others are shared with the original."""
    library = type(frame).__module__.partition(".")[0]
    table: Any = frame
    redacted = {name: redact_series(table[name], redactor, format=format, tokens=tokens) for name in columns}
    if library == "pandas":
        return table.assign(**redacted)  # type: ignore[no-any-return]
    return table.with_columns(list(redacted.values()))  # type: ignore[no-any-return]


def _polars() -> Any:
    import polars

    return polars
