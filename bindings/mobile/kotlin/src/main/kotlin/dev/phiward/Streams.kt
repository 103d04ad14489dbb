package dev.phiward

import dev.phiward.core.OpenStream
import dev.phiward.core.RecordKey
import dev.phiward.core.SealStream
import java.io.InputStream
import java.io.OutputStream
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext

private const val PIECE = 256 * 1024

/** Seals into a v2 envelope. */
public fun RecordKey.seal(plaintext: ByteArray, options: SealOptions = SealOptions()): ByteArray =
    seal(plaintext, options.json())

/** Opens a v2 or v3 envelope. */
public fun RecordKey.open(envelope: ByteArray, context: Map<String, String> = emptyMap()): ByteArray =
    open(envelope, SealOptions(context).json())

/** Seals everything that [input] gives, in memory that does not grow. The caller closes both. */
public suspend fun Vault.seal(input: InputStream, output: OutputStream, options: SealOptions = SealOptions(purpose = "file")) {
    sealStream(options).use { it.pass(input, output) }
}

/**
 * Opens everything that [input] gives. Every byte that is written is authentic; that they are all there is certain only
 * when the call returns, so write to a file that is renamed then.
 */
public suspend fun Vault.open(input: InputStream, output: OutputStream, context: Map<String, String> = emptyMap()) {
    openStream(context).use { it.pass(input, output) }
}

/** Seals everything that [input] gives under a key that the app holds. */
public suspend fun RecordKey.seal(input: InputStream, output: OutputStream, options: SealOptions = SealOptions(purpose = "file")) {
    sealStream(options.json()).use { it.pass(input, output) }
}

/** Opens everything that [input] gives with a key that the app holds. */
public suspend fun RecordKey.open(input: InputStream, output: OutputStream, context: Map<String, String> = emptyMap()) {
    openStream(SealOptions(context).json()).use { it.pass(input, output) }
}

private suspend fun SealStream.pass(input: InputStream, output: OutputStream) {
    pump(input, output, ::update)
    output.write(finish())
}

private suspend fun OpenStream.pass(input: InputStream, output: OutputStream) {
    pump(input, output, ::update)
    output.write(finish())
}

private suspend fun pump(input: InputStream, output: OutputStream, update: (ByteArray) -> ByteArray) {
    withContext(Dispatchers.IO) {
        val piece = ByteArray(PIECE)
        while (true) {
            ensureActive()
            val read = input.read(piece)
            if (read < 0) break
            output.write(update(if (read == piece.size) piece else piece.copyOf(read)))
        }
        piece.fill(0)
    }
}
