package dev.phiward

import dev.phiward.core.PhiwardException

/**
 * The stable name of the fault, the same in every language. The exception is a sealed class: [PhiwardException.Locked],
 * [PhiwardException.Rejected], [PhiwardException.Unavailable] and [PhiwardException.Invalid].
 */
public val PhiwardException.code: String
    get() = when (this) {
        is PhiwardException.Locked -> code
        is PhiwardException.Rejected -> code
        is PhiwardException.Unavailable -> code
        is PhiwardException.Invalid -> code
    }

/** One sentence, which may change between releases. It holds no input. */
public val PhiwardException.reason: String
    get() = when (this) {
        is PhiwardException.Locked -> reason
        is PhiwardException.Rejected -> reason
        is PhiwardException.Unavailable -> reason
        is PhiwardException.Invalid -> reason
    }

/** The breaker lets no call through now. */
public class BreakerOpenException(
    /** In how many milliseconds a call may be made; none when the breaker was opened by hand. */
    public val retryAfterMs: Double?,
) : Exception("the circuit breaker is open")
