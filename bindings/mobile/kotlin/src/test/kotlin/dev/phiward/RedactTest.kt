package dev.phiward

import dev.phiward.core.Offsets
import dev.phiward.core.Phi
import dev.phiward.core.ProtocolLibrary
import dev.phiward.core.Redactor
import dev.phiward.core.TokenMap
import dev.phiward.core.buildIndex
import dev.phiward.core.fieldPolicy
import dev.phiward.core.mask
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class RedactTest {
    @Test
    fun `offsets are those of a Kotlin string`() {
        val text = "\uD835\uDEC2 ✓ MRN: 00625079"
        val tokens = TokenMap()
        val redaction = Redactor("""{"mode": "balanced"}""", ByteArray(0), "").redact(text, "text", Offsets.UTF16, tokens)
        val found = redaction.findings.single()
        assertEquals("00625079", text.substring(found.start.toInt(), found.end.toInt()))
        assertEquals("\uD835\uDEC2 ✓ MRN: [MRN]", redaction.text)
    }

    @Test
    fun `tokens come back`() {
        val tokens = TokenMap()
        val redactor = Redactor.aiRoundTrip("balanced")
        assertEquals("Call [NAME_1] at [PHONE_1].", redactor.redactText("Call Jane Doe at 555-123-4567.", "text", tokens))
        assertEquals("I reached Jane Doe.", tokens.restore("I reached [NAME_1]."))
        assertEquals(2u, TokenMap.fromJson(tokens.exposeJson()).count())
        val stream = redactor.stream()
        assertEquals("[NAME_1]\n", stream.update("Jane ", tokens) + stream.update("Doe\n", tokens) + stream.finish(tokens))
    }

    @Test
    fun `PHI prints the mask`() {
        val value = Phi("Jane Doe")
        assertEquals(mask(), value.toString())
        assertEquals(mask(), "$value")
        assertEquals("Jane Doe", value.expose())
        value.close()
        assertEquals("never_log", fieldPolicy("userAge"))
    }

    @Test
    fun `protocols are found`() {
        val index = buildIndex("""{"_id": "a", "agency": "DEMO", "number": "101", "name": "Seizure", "text": "Sample."}""", "")
        ProtocolLibrary.open(index).use { library ->
            assertEquals(listOf("DEMO"), library.agencies())
            assertTrue(library.search("seizure", "", Offsets.UTF16).contains("\"answer\":\"hits\""))
            assertFalse(library.search("zebra crossing", "", Offsets.UTF16).contains("\"answer\":\"hits\""))
        }
    }
}
