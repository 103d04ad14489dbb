"""Encryption, vaults, redaction and PHI types for health apps, over one core in Rust."""

from ._core import (
    MASK,
    LegacyKey,
    OpenStream,
    Phi,
    PseudonymKey,
    RecordKey,
    RedactStream,
    SealStream,
    TokenMap,
    Vault,
    check_recovery_code,
    check_request_id,
    content_of,
    field_policy,
    from_text,
    random_bytes,
    to_text,
)
from ._errors import InvalidError, LockedError, PhiwardError, RejectedError, UnavailableError
from ._inspection import describe_vault, inspect
from ._redaction import Finding, Redaction, Redactor
from ._vaults import create_vault, recover_vault, unlock_vault, unlock_vault_with_kek
from .conformance import CaseResult, replay_vectors
from .streams import open_file, seal_file

__all__ = [
    "MASK",
    "CaseResult",
    "Finding",
    "InvalidError",
    "LegacyKey",
    "LockedError",
    "OpenStream",
    "Phi",
    "PhiwardError",
    "PseudonymKey",
    "RecordKey",
    "RedactStream",
    "Redaction",
    "Redactor",
    "RejectedError",
    "SealStream",
    "TokenMap",
    "UnavailableError",
    "Vault",
    "check_recovery_code",
    "check_request_id",
    "content_of",
    "create_vault",
    "describe_vault",
    "field_policy",
    "from_text",
    "inspect",
    "open_file",
    "random_bytes",
    "recover_vault",
    "replay_vectors",
    "seal_file",
    "to_text",
    "unlock_vault",
    "unlock_vault_with_kek",
]
