package dev.phiward

import dev.phiward.core.CircuitBreaker
import dev.phiward.core.RetryPolicy
import kotlin.random.Random
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.delay

/**
 * Makes a call through the breaker. A cancelled coroutine gives its permit back, which decides nothing; an exception
 * counts as a failure unless [isFailure] says otherwise.
 *
 * @throws BreakerOpenException when the breaker lets nothing through.
 */
public suspend fun <T> CircuitBreaker.call(
    clock: Clock = Clock.System,
    isFailure: (Exception) -> Boolean = { true },
    block: suspend () -> T,
): T {
    val ticket = acquire(clock.nowMs())
    if (ticket < 0) throw BreakerOpenException((-1 - ticket).takeIf { it.isFinite() })
    val start = clock.nowMs()
    var outcome: String? = null
    try {
        val result = block()
        outcome = "success"
        return result
    } catch (cancelled: CancellationException) {
        throw cancelled
    } catch (failed: Exception) {
        outcome = if (isFailure(failed)) "failure" else "ignored"
        throw failed
    } finally {
        val now = clock.nowMs()
        if (outcome == null) cancel(ticket, now) else report(ticket, outcome, now - start, now)
    }
}

/** Whether an attempt that failed may be made again. */
public enum class AttemptClass(internal val text: String) {
    Retryable("retryable"),
    Terminal("terminal"),
    UnknownOutcome("unknown_outcome"),
}

/** Makes a call until it succeeds or the policy gives up; the last exception is then thrown. */
public suspend fun <T> RetryPolicy.call(
    clock: Clock = Clock.System,
    deadlineMs: Double? = null,
    classify: (Exception) -> AttemptClass,
    block: suspend () -> T,
): T {
    begin(deadlineMs).use { retry ->
        while (true) {
            try {
                return block()
            } catch (cancelled: CancellationException) {
                throw cancelled
            } catch (failed: Exception) {
                val verdict = retry.decide(classify(failed).text, null, clock.nowMs(), Random.nextDouble())
                if (verdict.action != "retry") throw failed
                delay((verdict.delayMs ?: 0.0).toLong())
            }
        }
        @Suppress("UNREACHABLE_CODE")
        error("a call ends by its result or by an exception")
    }
}
