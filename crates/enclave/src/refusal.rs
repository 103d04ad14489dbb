//! Why a request got no answer.

use core::fmt;

/// Why a request got no answer: the codes of `docs/spec/enclave.md`, section 8. None carries input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The message does not have the shape of the protocol.
    Malformed,
    /// The message is longer than the protocol allows.
    LimitExceeded,
    /// The client has no suite that this enclave has.
    UnsupportedSuite,
    /// The key of the request's epoch is gone, or its epoch takes no more requests.
    WrongEpoch,
    /// A request with this encapsulated key was seen before.
    Replayed,
    /// The request does not open.
    Rejected,
    /// All workers are busy.
    Busy,
    /// The secure module does not answer.
    Unavailable,
    /// The deadline of the request has passed.
    Deadline,
    /// The record does not open with the key and context that came with it.
    RecordRejected,
    /// The key could not be unwrapped.
    KeyUnavailable,
    /// The table has no such destination.
    DestinationUnknown,
    /// The destination cannot be reached, is not who it should be, or is too slow.
    DestinationUnavailable,
    /// The destination answered with an error.
    DestinationRefused,
    /// The answer of the destination does not have the shape of one.
    AnswerRejected,
    /// The answer is longer than the client asked for.
    AnswerTooLong,
    /// A fault of the enclave, or work that took longer than its window.
    Internal,
}

impl Refusal {
    /// Every refusal; its place is its number in audit events.
    pub(crate) const ALL: [Self; 17] = [
        Self::Malformed,
        Self::LimitExceeded,
        Self::UnsupportedSuite,
        Self::WrongEpoch,
        Self::Replayed,
        Self::Rejected,
        Self::Busy,
        Self::Unavailable,
        Self::Deadline,
        Self::RecordRejected,
        Self::KeyUnavailable,
        Self::DestinationUnknown,
        Self::DestinationUnavailable,
        Self::DestinationRefused,
        Self::AnswerRejected,
        Self::AnswerTooLong,
        Self::Internal,
    ];

    /// The stable, language-neutral name.
    ///
    /// ```
    /// assert_eq!(phiward_enclave::Refusal::Replayed.code(), "replayed");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::LimitExceeded => "limit_exceeded",
            Self::UnsupportedSuite => "unsupported_suite",
            Self::WrongEpoch => "wrong_epoch",
            Self::Replayed => "replayed",
            Self::Rejected => "rejected",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Deadline => "deadline",
            Self::RecordRejected => "record_rejected",
            Self::KeyUnavailable => "key_unavailable",
            Self::DestinationUnknown => "destination_unknown",
            Self::DestinationUnavailable => "destination_unavailable",
            Self::DestinationRefused => "destination_refused",
            Self::AnswerRejected => "answer_rejected",
            Self::AnswerTooLong => "answer_too_long",
            Self::Internal => "internal",
        }
    }

    /// The number of the refusal in audit events: 1 and up.
    pub(crate) fn number(self) -> u8 {
        let place = Self::ALL.iter().position(|refusal| *refusal == self).unwrap_or(Self::ALL.len());
        u8::try_from(place).unwrap_or(u8::MAX).saturating_add(1)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for Refusal {}
