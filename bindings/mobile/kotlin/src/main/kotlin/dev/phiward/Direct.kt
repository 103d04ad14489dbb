package dev.phiward

import java.io.File

/**
 * Calls by JNI, which cost a tenth of calls through JNA. A vault is lent to them under a number.
 *
 * JNA may have loaded another copy of the library, from a jar: then the number is not known, and calls go through JNA.
 */
internal object Direct {
    private const val LIBRARY = "phiward_mobile"

    /** Whether the library could be loaded this way. */
    val isLoaded: Boolean = load()

    /** Whether a vault that was lent can be called by JNI. */
    fun reaches(lent: Long): Boolean = isLoaded && knows(lent)

    @JvmStatic
    private external fun knows(lent: Long): Boolean

    @JvmStatic
    external fun seal(lent: Long, plaintext: ByteArray, options: ByteArray, nowMs: Double): ByteArray

    @JvmStatic
    external fun open(lent: Long, envelope: ByteArray, options: ByteArray, nowMs: Double): ByteArray

    private fun load(): Boolean = try {
        System.loadLibrary(LIBRARY)
        true
    } catch (_: UnsatisfiedLinkError) {
        System.getProperty("jna.library.path").orEmpty().split(File.pathSeparator).any(::loadFrom)
    }

    private fun loadFrom(folder: String): Boolean = try {
        System.load(File(folder, System.mapLibraryName(LIBRARY)).absolutePath)
        true
    } catch (_: UnsatisfiedLinkError) {
        false
    }
}
