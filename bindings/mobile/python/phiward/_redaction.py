"""Redaction of texts."""

import json
from dataclasses import dataclass, field
from typing import Any

from . import _core
from ._core import TokenMap


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in the original something was found, what it is, and what was done. It holds no text."""

    start: int
    end: int
    category: str
    confidence: int
    rule: str
    operator: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted text. ``findings`` are read when they are asked for; their offsets count code points."""

    text: str
    _findings: str = field(repr=False)

    @property
    def findings(self) -> list[Finding]:
        """What was found, in the order of the original."""
        return [
            Finding(
                item["start"], item["end"], item["type"], item["confidence"], item["rule"], item["operator"]
            )
            for item in json.loads(self._findings)
        ]


class Redactor:
    """Redacts texts by one policy; any text gives a redacted text."""

    __slots__ = ("_native",)

    def __init__(
        self,
        policy: dict[str, Any] | str = "",
        *,
        key: bytes | None = None,
        scope: str = "",
    ) -> None:
        """``policy`` is a policy file, as a dictionary or as JSON; the default is the default policy.

        ``key`` is 32 random bytes for operators that derive from values, and ``scope`` names who shares pseudonyms.
        """
        text = policy if isinstance(policy, str) else json.dumps(policy)
        self._native = _core.Redactor(text, key=key, scope=scope)

    @classmethod
    def _of(cls, native: _core.Redactor) -> "Redactor":
        made = cls.__new__(cls)
        made._native = native
        return made

    @classmethod
    def ai_round_trip(cls, mode: str = "strict") -> "Redactor":
        """A redactor whose tokens, such as ``[NAME_1]``, can be put back into the answer of a model."""
        return cls._of(_core.Redactor.ai_round_trip(mode))

    @classmethod
    def for_logs(cls) -> "Redactor":
        """A redactor for logs: the strict mode, and ages and diagnosis codes in texts are tagged too."""
        return cls._of(_core.Redactor.for_logs())

    def redact(self, text: str, *, format: str = "text", tokens: TokenMap | None = None) -> Redaction:
        """The redacted text and its findings; reversible tokens are added to ``tokens``."""
        redacted, findings = self._native.redact(text, format, TokenMap() if tokens is None else tokens)
        return Redaction(redacted, findings)

    def redact_text(self, text: str, *, format: str = "text", tokens: TokenMap | None = None) -> str:
        """The redacted text alone, which is quicker."""
        return self._native.redact_text(text, format=format, tokens=tokens)

    def redact_many(
        self, texts: list[str | None], *, format: str = "text", tokens: TokenMap | None = None
    ) -> list[str | None]:
        """The redacted texts of a list, in one call; ``None`` stays."""
        return self._native.redact_many(texts, format=format, tokens=tokens)

    def redact_log(self, line: str, *, keep_times: bool = False) -> str:
        """A line or record of a log as a log may hold it."""
        return self._native.redact_log(line, keep_times=keep_times)

    def stream(self) -> _core.RedactStream:
        """Starts to redact a text that arrives in pieces, in memory that does not grow."""
        return self._native.stream()
