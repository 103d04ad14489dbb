package dev.phiward

import dev.phiward.core.LegacyKey
import dev.phiward.core.PhiwardException
import dev.phiward.core.ProtocolLibrary
import dev.phiward.core.PseudonymKey
import dev.phiward.core.RateLimiter
import dev.phiward.core.RecordKey
import dev.phiward.core.Redactor
import dev.phiward.core.TokenMap
import dev.phiward.core.checkRecoveryCode
import dev.phiward.core.checkRequestId
import dev.phiward.core.describeVault
import dev.phiward.core.envelopeFromText
import dev.phiward.core.inspect
import dev.phiward.core.verifyAttestation
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** No secret in the text of any exception, and none in what Kotlin prints of an object. */
class LeakTest {
    private val canary = "canary-7f3a-Sörensen"
    private val bytes = canary.toByteArray()
    private val key = RecordKey.generate()
    private val stored = runBlocking { Vault.create("other".toCharArray(), VaultOptions(Kdf.Pbkdf2)).use { it.toJson() } }

    private val calls: Map<String, suspend () -> Any?> = mapOf(
        "open" to { key.open(bytes) },
        "open of a changed envelope" to { key.open(key.seal(bytes).also { it[it.size - 1]++ }) },
        "open in another context" to { key.open(key.seal(bytes), mapOf(canary to canary)) },
        "purpose" to { key.seal(bytes, SealOptions(purpose = canary)) },
        "options" to { key.seal(bytes, canary) },
        "secret of a key" to { RecordKey.fromSecret(canary, bytes) },
        "password" to { Vault.unlock(stored, canary.toCharArray()) },
        "stored vault" to { Vault.unlock(canary, canary.toCharArray()) },
        "recovery" to { Vault.recover(stored, canary.toCharArray()) },
        "recovery code" to { checkRecoveryCode(bytes) },
        "recovery code that is no text" to { checkRecoveryCode(bytes + (-1).toByte()) },
        "description" to { describeVault(canary) },
        "text of an envelope" to { envelopeFromText(canary) },
        "inspect" to { inspect(bytes) },
        "stream" to { key.openStream("").update(bytes + bytes + bytes + bytes + bytes) },
        "policy" to { Redactor(canary, ByteArray(0), "") },
        "key of a policy" to { Redactor("", bytes, canary) },
        "format" to { Redactor("", ByteArray(0), "").redactText(canary, canary, TokenMap()) },
        "mode" to { Redactor.aiRoundTrip(canary) },
        "tokens" to { TokenMap.fromJson(canary) },
        "request id" to { checkRequestId(canary) },
        "key of pseudonyms" to { PseudonymKey(canary, bytes) },
        "identifier" to { PseudonymKey("k1", ByteArray(32)).pseudonym(canary, canary) },
        "v1" to { LegacyKey.derive(canary, bytes).open(bytes) },
        "attestation" to { verifyAttestation(bytes, canary, bytes, 0.0) },
        "index" to { ProtocolLibrary.open(bytes) },
        "limit" to { RateLimiter(canary, 1u) },
    )

    @TestFactory
    fun `no exception echoes`(): List<DynamicTest> = calls.map { (name, call) ->
        dynamicTest(name) {
            val thrown = runBlocking { runCatching { call() }.exceptionOrNull() }
            assertTrue(thrown is PhiwardException, "$thrown")
            var cause = thrown
            while (cause != null) {
                for (part in listOf(canary, "7f3a", "Sörensen", bytes.joinToString("") { "%02x".format(it) })) {
                    assertFalse(cause.toString().contains(part), name)
                    assertFalse(cause.message.orEmpty().contains(part), name)
                }
                cause = cause.cause
            }
            assertTrue((thrown as PhiwardException).code.isNotEmpty() && thrown.reason.isNotEmpty())
        }
    }

    @Test
    fun `objects print no secrets`() = runBlocking<Unit> {
        val secret = key.exposeSecret().joinToString("") { "%02x".format(it) }
        assertFalse(key.toString().contains(secret))
        assertFalse(SealOptions(mapOf("patient" to canary)).toString().contains(canary))
    }
}
