package dev.phiward

import dev.phiward.core.KeyStore
import dev.phiward.core.LegacyKey
import dev.phiward.core.OpenStream
import dev.phiward.core.Presence
import dev.phiward.core.SealStream
import java.nio.CharBuffer
import dev.phiward.core.Vault as NativeVault

/**
 * A person's data key while it is unlocked. Leaving `use { }` locks it; so does time without use.
 *
 * ```
 * Vault.create(password).use { vault ->
 *     val envelope = vault.seal(note, SealOptions(mapOf("record" to "obs/42")))
 *     store(vault.toJson(), envelope)
 * }
 * ```
 *
 * Passwords are character arrays, which the caller wipes; the copies made here are wiped before the call returns.
 */
public class Vault private constructor(private val native: NativeVault, private val clock: Clock) : AutoCloseable {
    private val lent: Long = native.lend()
    private val isDirect: Boolean = Direct.reaches(lent)

    /** The id of the key with which everything new is sealed. */
    public val keyId: String get() = native.keyId()

    /** Whether it is locked; asking is no use of it. */
    public val isLocked: Boolean get() = native.isLocked(clock.nowMs())

    /** Milliseconds until it locks without use; none when it is locked or never locks. */
    public val locksInMs: Double? get() = native.locksInMs(clock.nowMs()).takeIf { it >= 0 }

    /** What to store: slots, no keys. Store it again after every change. */
    public fun toJson(): String = native.toJson()

    /** Seals into a v2 envelope. */
    public fun seal(plaintext: ByteArray, options: SealOptions = SealOptions.NONE): ByteArray =
        if (isDirect) Direct.seal(lent, plaintext, options.bytes(), clock.nowMs())
        else native.seal(plaintext, options.json(), clock.nowMs())

    /** Opens an envelope that the active key or a retired one has sealed. */
    public fun open(envelope: ByteArray, context: Map<String, String> = emptyMap()): ByteArray {
        val options = if (context.isEmpty()) SealOptions.NONE else SealOptions(context)
        return if (isDirect) Direct.open(lent, envelope, options.bytes(), clock.nowMs())
        else native.open(envelope, options.json(), clock.nowMs())
    }

    /** Starts a v3 envelope, which keeps its key when the vault locks. */
    public fun sealStream(options: SealOptions = SealOptions(purpose = "file")): SealStream =
        native.sealStream(options.json(), clock.nowMs())

    /** Starts to open an envelope. */
    public fun openStream(context: Map<String, String> = emptyMap()): OpenStream =
        native.openStream(SealOptions(context).json(), clock.nowMs())

    /** Replaces the password that unlocked the vault. No record changes. */
    public suspend fun changePassword(password: CharArray) {
        withBytes(password) { native.changePassword(it, clock.nowMs()) }
    }

    /** Unlocks the vault again. */
    public suspend fun unlockAgain(password: CharArray) {
        withBytes(password) { native.unlockAgain(it, clock.nowMs()) }
    }

    /** Adds a recovery code, and gives its 24 words: show them once, store them nowhere. */
    public fun addRecovery(): String = native.addRecovery(clock.nowMs())

    /** Removes a slot: what opened it opens the vault no more. */
    public fun removeSlot(slotId: String): Unit = native.removeSlot(slotId, clock.nowMs())

    /** Adds a slot whose random key the [store] keeps, and gives the slot's id. */
    public suspend fun remember(store: KeyStore, name: String, presence: Presence = Presence.VERIFIED): String =
        native.remember(store, name, presence, clock.nowMs())

    /** Deletes what [remember] stored, and the slot that it opens. */
    public suspend fun forget(store: KeyStore, name: String, slotId: String): Unit =
        native.forget(store, name, slotId, clock.nowMs())

    /** Turns a v1 envelope into one of this vault. */
    public fun upgrade(key: LegacyKey, envelope: ByteArray, options: SealOptions = SealOptions()): ByteArray =
        key.upgrade(envelope, native, options.json(), clock.nowMs())

    /** Wipes the keys now. */
    public fun lock(): Unit = native.lock()

    /** Wipes the keys, and gives the object's memory back. */
    override fun close() {
        native.lock()
        native.giveBack(lent)
        native.close()
    }

    override fun toString(): String = "Vault($keyId)"

    public companion object {
        /** Makes a vault with a random key and a slot for a password. */
        public suspend fun create(
            password: CharArray,
            options: VaultOptions = VaultOptions(),
            clock: Clock = Clock.System,
        ): Vault = withBytes(password) { Vault(NativeVault.create(it, options.json(), clock.nowMs()), clock) }

        /** Unlocks a stored vault with a password. */
        public suspend fun unlock(
            stored: String,
            password: CharArray,
            options: VaultOptions = VaultOptions(),
            clock: Clock = Clock.System,
        ): Vault = withBytes(password) { Vault(NativeVault.unlock(stored, it, options.json(), clock.nowMs()), clock) }

        /** Unlocks a stored vault with the 24 words of a recovery code. */
        public suspend fun recover(
            stored: String,
            words: CharArray,
            options: VaultOptions = VaultOptions(),
            clock: Clock = Clock.System,
        ): Vault = withBytes(words) { Vault(NativeVault.recover(stored, it, options.json(), clock.nowMs()), clock) }

        /** Unlocks a stored vault with the key that [remember] has put into the [store]. */
        public suspend fun unlockRemembered(
            stored: String,
            store: KeyStore,
            name: String,
            options: VaultOptions = VaultOptions(),
            clock: Clock = Clock.System,
        ): Vault = Vault(NativeVault.unlockRemembered(stored, store, name, options.json(), clock.nowMs()), clock)
    }
}

/** The key of v1 envelopes, derived of an e-mail address and a password by the weak v1 rule. */
public suspend fun legacyKey(email: String, password: CharArray): LegacyKey =
    withBytes(password) { LegacyKey.derive(email, it) }

/** Characters as bytes of UTF-8, for as long as the call takes. */
private suspend fun <T> withBytes(secret: CharArray, call: suspend (ByteArray) -> T): T {
    val buffer = Charsets.UTF_8.encode(CharBuffer.wrap(secret))
    val bytes = ByteArray(buffer.remaining()).also { buffer.get(it) }
    try {
        return call(bytes)
    } finally {
        bytes.fill(0)
        buffer.array().fill(0)
    }
}
