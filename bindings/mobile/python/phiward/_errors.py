"""The exceptions. They hold a stable code and a sentence, never input."""


class PhiwardError(Exception):
    """A call failed.

    ``code`` is stable and the same in every language; ``reason`` is one sentence, which may change;
    ``retryable`` tells whether the same call can succeed a moment later.
    """

    code: str
    reason: str
    retryable: bool

    def __init__(self, code: str, reason: str, retryable: bool = False) -> None:
        super().__init__(code, reason, retryable)
        self.code = code
        self.reason = reason
        self.retryable = retryable

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


class LockedError(PhiwardError):
    """The vault is locked: ask for the password, and unlock it."""


class RejectedError(PhiwardError):
    """The secret, the context or the bytes are not those that were sealed."""


class UnavailableError(PhiwardError):
    """The same call can succeed a moment later."""


class InvalidError(PhiwardError):
    """An argument, a configuration or a state does not allow the call."""


_REJECTED = {
    "wrong_password",
    "wrong_recovery_code",
    "wrong_key_or_context",
    "wrong_key_or_corrupt",
    "corrupt",
    "truncated",
}


def make(code: str, reason: str, retryable: bool) -> PhiwardError:
    """The exception for a code of the core."""
    if code == "locked":
        family: type[PhiwardError] = LockedError
    elif code in _REJECTED:
        family = RejectedError
    elif retryable:
        family = UnavailableError
    else:
        family = InvalidError
    return family(code, reason, retryable)
