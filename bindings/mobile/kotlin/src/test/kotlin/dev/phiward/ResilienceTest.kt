package dev.phiward

import dev.phiward.core.CircuitBreaker
import dev.phiward.core.IdempotencyStore
import dev.phiward.core.RateLimiter
import dev.phiward.core.RetryPolicy
import java.io.IOException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ResilienceTest {
    private var now = 0.0
    private val clock = Clock { now }
    private val config = """{"trip": {"kind": "consecutive", "failures": 1}, "open_ms": 1000,
        "half_open": {"max_concurrent": 1, "successes_to_close": 1}}"""

    private suspend fun CircuitBreaker.outcome(block: suspend () -> String): String =
        runCatching { call(clock, block = block) }.fold({ it }, { it.javaClass.simpleName })

    @Test
    fun `a cancelled coroutine gives its permit back`() = runBlocking<Unit> {
        CircuitBreaker(config).use { breaker ->
            assertEquals("IOException", breaker.outcome { throw IOException("down") })
            assertEquals("BreakerOpenException", breaker.outcome { "not called" })
            now = 2500.0
            // The one probe that is let through is cancelled, so another one may be made.
            val begun = CompletableDeferred<Unit>()
            val probe = launch {
                breaker.call(clock) {
                    begun.complete(Unit)
                    awaitCancellation()
                }
            }
            begun.await()
            assertEquals("half_open", breaker.state())
            assertEquals("BreakerOpenException", breaker.outcome { "not called" })
            probe.cancelAndJoin()
            assertEquals("works", breaker.outcome { "works" })
            assertEquals("closed", breaker.state())
            assertTrue(breaker.counts().contains("\"failed\":1"))
        }
    }

    @Test
    fun `a refusal tells when to come back`() = runBlocking<Unit> {
        CircuitBreaker(config).use { breaker ->
            breaker.outcome { throw IOException("down") }
            val refused = runCatching { breaker.call(clock) { } }.exceptionOrNull()
            assertTrue((refused as BreakerOpenException).retryAfterMs!! in 1.0..2000.0)
        }
    }

    @Test
    fun `calls are made again until they succeed or the policy gives up`() = runBlocking<Unit> {
        val quick = """{"max_attempts": 3, "backoff": {"kind": "exponential", "base_ms": 1, "factor": 2, "max_ms": 2}}"""
        val policy = runCatching { RetryPolicy(quick) }.getOrElse { RetryPolicy("\"interactive\"") }
        var attempts = 0
        val result = policy.call(classify = { AttemptClass.Retryable }) {
            attempts += 1
            if (attempts < 2) throw IOException("down") else "works"
        }
        assertEquals("works" to 2, result to attempts)
        val given = runCatching {
            policy.call<Unit>(classify = { AttemptClass.Terminal }) { throw IOException("for good") }
        }
        assertEquals("for good", given.exceptionOrNull()?.message)
        policy.close()
    }

    @Test
    fun `limits and idempotency keys`() {
        RateLimiter("""{"tier": "anonymous"}""", 1000u).use { limiter ->
            assertEquals("allow", limiter.check("a", 5u, 0.0).decision)
            assertEquals("deny", limiter.check("a", 1u, 0.0).decision)
        }
        IdempotencyStore("", 1000u).use { store ->
            val begun = store.begin("key-1", "hash".toByteArray(), 0.0)
            assertEquals("execute", begun.decision)
            assertTrue(store.complete("key-1", begun.execution, "sealed", 2.0))
            assertEquals("sealed", store.begin("key-1", "hash".toByteArray(), 3.0).response)
        }
    }
}
