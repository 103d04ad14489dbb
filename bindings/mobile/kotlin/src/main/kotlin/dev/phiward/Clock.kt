package dev.phiward

/**
 * Milliseconds of one monotonic clock that goes on while the device sleeps: a vault locks by it.
 *
 * On Android give `Clock { SystemClock.elapsedRealtime().toDouble() }`: [System.nanoTime] stands still there while the
 * device sleeps.
 */
public fun interface Clock {
    /** The time now. */
    public fun nowMs(): Double

    public companion object {
        /** The clock of a JVM on a machine that does not sleep. */
        public val System: Clock = Clock { java.lang.System.nanoTime() / 1e6 }
    }
}
