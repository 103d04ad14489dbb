package dev.phiward

import dev.phiward.core.KeyStore
import dev.phiward.core.KeyStoreException
import dev.phiward.core.MemoryKeyStore
import dev.phiward.core.PhiwardException
import dev.phiward.core.Presence
import dev.phiward.core.contentOf
import dev.phiward.core.envelopeFromText
import dev.phiward.core.inspect
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class VaultTest {
    private val password get() = "correct horse".toCharArray()
    private val quick = VaultOptions(Kdf.Pbkdf2)
    private val note = "BP 120/80".toByteArray()

    @Test
    fun `a record comes back in its context only`() = runBlocking<Unit> {
        Vault.create(password, quick).use { made ->
            val context = mapOf("record" to "obs/42", "näme \" \\" to "\u0007😀")
            val envelope = made.seal(note, SealOptions(context, content = "text"))
            assertEquals(made.keyId, inspect(envelope).keyId)
            assertEquals("text", contentOf(envelope))
            Vault.unlock(made.toJson(), password).use { again ->
                assertArrayEquals(note, again.open(envelope, context))
                val refused = assertThrows(PhiwardException.Rejected::class.java) { again.open(envelope) }
                assertEquals("wrong_key_or_context", refused.code)
            }
        }
    }

    @Test
    fun `calls go by JNI where the library is the same, and a closed vault is refused`() = runBlocking<Unit> {
        val made = Vault.create(password, quick)
        assertTrue(Direct.isLoaded)
        assertFalse(Direct.reaches(0))
        made.close()
        val refused = assertThrows(PhiwardException.Invalid::class.java) { made.seal(note) }
        assertEquals("malformed", refused.code)
    }

    @Test
    fun `it locks after idle time`() = runBlocking<Unit> {
        var now = 0.0
        val made = Vault.create(password, quick.copy(idleMs = 60_000), Clock { now })
        now = 59_000.0
        assertFalse(made.isLocked)
        assertEquals(1000.0, made.locksInMs)
        val envelope = made.seal(note) // used, so the time starts anew
        now = 118_000.0
        assertFalse(made.isLocked)
        now = 119_500.0
        assertTrue(made.isLocked)
        assertNull(made.locksInMs)
        assertThrows(PhiwardException.Locked::class.java) { made.open(envelope) }
        made.unlockAgain(password)
        assertArrayEquals(note, made.open(envelope))
        made.close()
    }

    @Test
    fun `a wrong password is refused, and the characters stay the caller's`() = runBlocking<Unit> {
        val stored = Vault.create(password, quick).use { it.toJson() }
        val wrong = "another".toCharArray()
        val refused = runCatching { Vault.unlock(stored, wrong) }.exceptionOrNull()
        assertEquals("wrong_password", (refused as PhiwardException.Rejected).code)
        assertEquals("another", String(wrong))
    }

    @Test
    fun `a recovery code and a new password open it`() = runBlocking<Unit> {
        val made = Vault.create(password, quick)
        val envelope = made.seal(note)
        val words = made.addRecovery()
        assertEquals(24, words.split(" ").size)
        made.changePassword("a new one".toCharArray())
        Vault.recover(made.toJson(), words.toCharArray()).use { assertArrayEquals(note, it.open(envelope)) }
        Vault.unlock(made.toJson(), "a new one".toCharArray()).use { assertArrayEquals(note, it.open(envelope)) }
        made.close()
    }

    @Test
    fun `a key store opens it after presence only`() = runBlocking<Unit> {
        val store = MemoryKeyStore()
        val made = Vault.create(password, quick)
        val envelope = made.seal(note)
        val slot = made.remember(store, "vault")
        val stored = made.toJson()
        Vault.unlockRemembered(stored, store, "vault").use { assertArrayEquals(note, it.open(envelope)) }
        store.refusePresence(true)
        val refused = runCatching { Vault.unlockRemembered(stored, store, "vault") }.exceptionOrNull()
        assertEquals("presence_refused", (refused as PhiwardException.Rejected).code)
        store.refusePresence(false)
        made.forget(store, "vault", slot)
        val forgotten = runCatching { Vault.unlockRemembered(stored, store, "vault") }.exceptionOrNull()
        assertEquals("remembered_key_missing", (forgotten as PhiwardException.Invalid).code)
        made.close()
    }

    /** A store of the app, as the Keystore of Android is one. */
    private class AppStore(private val fault: Exception? = null) : KeyStore {
        val kept = mutableMapOf<String, ByteArray>()
        var asked: Presence? = null

        override suspend fun get(name: String): ByteArray? {
            fault?.let { throw it }
            return kept[name]
        }

        override suspend fun put(name: String, secret: ByteArray, presence: Presence) {
            asked = presence
            kept[name] = secret
        }

        override suspend fun delete(name: String) {
            kept.remove(name)
        }
    }

    @Test
    fun `a store of the app is called, and what it throws stays with it`() = runBlocking<Unit> {
        val store = AppStore()
        val made = Vault.create(password, quick)
        made.remember(store, "vault", Presence.DEVICE_UNLOCKED)
        assertEquals(Presence.DEVICE_UNLOCKED, store.asked)
        assertEquals(32, store.kept.getValue("vault").size)
        val stored = made.toJson()
        Vault.unlockRemembered(stored, store, "vault").close()
        for ((fault, code) in listOf(
            KeyStoreException.Refused() to "presence_refused",
            IllegalStateException("canary-7f3a") to "key_store_unavailable",
        )) {
            val told = runCatching { Vault.unlockRemembered(stored, AppStore(fault), "vault") }.exceptionOrNull()
            assertEquals(code, (told as PhiwardException).code)
            assertFalse(told.toString().contains("canary"))
        }
        made.close()
    }

    @Test
    fun `v1 records open and move to a vault`() = runBlocking<Unit> {
        val envelope = envelopeFromText(
            "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==",
        )
        legacyKey("user@example.com", "user-password".toCharArray()).use { key ->
            assertEquals("""{"message":"Sensitive health data"}""", key.open(envelope).decodeToString())
            Vault.create(password, quick).use { made ->
                assertArrayEquals(key.open(envelope), made.open(made.upgrade(key, envelope)))
            }
        }
    }
}
