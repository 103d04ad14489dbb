package dev.phiward

/** How something is sealed. The context is not stored: whoever opens the envelope gives the same one. */
public data class SealOptions(
    /** Where the plaintext belongs, such as `record` to `obs/42`. */
    val context: Map<String, String> = emptyMap(),
    /** `record`, `file`, `file-metadata` or `export`. */
    val purpose: String? = null,
    /** `bytes`, `text` or `json`. */
    val content: String? = null,
) {
    internal fun json(): String {
        if (context.isEmpty() && purpose == null && content == null) return ""
        val fields = buildList {
            if (context.isNotEmpty()) {
                add("\"context\":" + context.entries.joinToString(",", "{", "}") { "${quoted(it.key)}:${quoted(it.value)}" })
            }
            purpose?.let { add("\"purpose\":${quoted(it)}") }
            content?.let { add("\"content\":${quoted(it)}") }
        }
        return fields.joinToString(",", "{", "}")
    }

    internal fun bytes(): ByteArray = json().let { if (it.isEmpty()) EMPTY else it.encodeToByteArray() }

    /** Names only: a context may hold what identifies somebody. */
    override fun toString(): String = "SealOptions(context of ${context.keys}, $purpose, $content)"

    internal companion object {
        val NONE: SealOptions = SealOptions()
        private val EMPTY = ByteArray(0)
    }
}

/** What a new password costs to try, and when the vault locks. */
public data class VaultOptions(
    val kdf: Kdf = Kdf.Argon2id,
    /** Time without use, in milliseconds; 0 is never. */
    val idleMs: Long = 15 * 60 * 1000,
    /** The most memory that a stored vault may ask for, in KiB; none is the core's own limit. */
    val memoryCapKib: Int? = null,
) {
    internal fun json(): String {
        val caps = memoryCapKib?.let { ",\"caps\":{\"memory_kib\":$it}" }.orEmpty()
        return "{\"kdf\":${quoted(kdf.text)},\"idle_ms\":$idleMs$caps}"
    }
}

/** Derivations of passwords. */
public enum class Kdf(internal val text: String) {
    Argon2id("argon2id"),
    Argon2idLowMemory("argon2id-low-memory"),
    Pbkdf2("pbkdf2"),
}

/** A text as JSON writes it. */
internal fun quoted(text: String): String = buildString(text.length + 2) {
    append('"')
    for (character in text) {
        when {
            character == '"' || character == '\\' -> append('\\').append(character)
            character < ' ' || character.isSurrogate() -> append("\\u").append("%04x".format(character.code))
            else -> append(character)
        }
    }
    append('"')
}
