package dev.phiward

import dev.phiward.core.PhiwardException
import dev.phiward.core.RecordKey
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.InputStream
import java.io.OutputStream
import java.security.MessageDigest
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class StreamTest {
    private val key = RecordKey.generate()

    @Test
    fun `12 MB come back`() = runBlocking<Unit> {
        val plain = ByteArray(12_000_000) { (it * 31 + it / 4096).toByte() }
        val sealed = ByteArrayOutputStream()
        key.seal(ByteArrayInputStream(plain), sealed, SealOptions(mapOf("file" to "scan"), "file"))
        val opened = ByteArrayOutputStream()
        key.open(ByteArrayInputStream(sealed.toByteArray()), opened, mapOf("file" to "scan"))
        val digest = { bytes: ByteArray -> MessageDigest.getInstance("SHA-256").digest(bytes) }
        assertArrayEquals(digest(plain), digest(opened.toByteArray()))
    }

    @Test
    fun `a file that is cut off is refused, wherever it is cut`() = runBlocking<Unit> {
        val sealed = ByteArrayOutputStream()
        key.seal(ByteArrayInputStream(ByteArray(200_000)), sealed)
        val whole = sealed.toByteArray()
        for (kept in listOf(0, 1, 60, 65_600, 131_000, whole.size - 1)) {
            val cut = runCatching {
                key.open(ByteArrayInputStream(whole.copyOf(kept)), OutputStream.nullOutputStream())
            }.exceptionOrNull()
            assertTrue((cut as PhiwardException).code in setOf("truncated", "malformed", "corrupt"), "$kept: $cut")
        }
        whole[70_000] = (whole[70_000] + 1).toByte()
        val changed = runCatching {
            key.open(ByteArrayInputStream(whole), OutputStream.nullOutputStream())
        }.exceptionOrNull()
        assertEquals("corrupt", (changed as PhiwardException.Rejected).code)
    }

    @Test
    fun `a cancelled coroutine stops between pieces`() = runBlocking<Unit> {
        var read = 0L
        val endless = object : InputStream() {
            override fun read(): Int = 0
            override fun read(into: ByteArray, from: Int, most: Int): Int = most.also { read += it }
        }
        val sealing = async(kotlinx.coroutines.Dispatchers.IO) { key.seal(endless, OutputStream.nullOutputStream()) }
        while (read == 0L) delay(1)
        sealing.cancel()
        assertTrue(runCatching { sealing.await() }.exceptionOrNull() is CancellationException)
    }
}
