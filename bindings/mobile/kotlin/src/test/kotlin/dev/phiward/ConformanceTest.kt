package dev.phiward

import dev.phiward.core.replayVectors
import java.io.File
import kotlin.io.path.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Every vector file gives the answers that it gives in every other language. */
class ConformanceTest {
    /** What the facade has; other vectors are those of crates that bindings do not reach. */
    private val files: List<File> =
        listOf("attest", "envelope", "redact", "resilience", "resilience-project", "search").map {
            Path(System.getProperty("phiward.vectors"), "$it.json").toFile()
        }

    @TestFactory
    fun vectors(): List<DynamicTest> = files.map { file ->
        dynamicTest(file.name) {
            val results = replayVectors(file.name, file.readText())
            assertTrue(results.size >= 10, "${results.size} cases")
            assertEquals(emptyList<String>(), results.filterNot { it.passed }.map { "${it.id}: ${it.why}" })
        }
    }

    @Test
    fun `a wrong vector is seen`() {
        val file = """{"kind": "redact", "cases": [
            {"id": "a", "mode": "balanced", "text": "MRN: 00625079", "expect": {"text": "other"}}]}"""
        assertFalse(replayVectors("a.json", file).single().passed)
    }
}
