/** Milliseconds of one monotonic clock: a vault locks by it. */
export type Clock = () => number;

/**
 * The clock of the JavaScript engine.
 *
 * It may stand still while the device sleeps; call `lock()` when the app goes into the background.
 */
export const engineClock: Clock = () => performance.now();
