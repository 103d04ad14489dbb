/// Milliseconds of one monotonic clock that goes on while the device sleeps: a vault locks by it.
public struct MonotonicClock: Sendable {
    let now: @Sendable () -> Double

    /// A clock of your own, for tests.
    public init(_ now: @escaping @Sendable () -> Double) {
        self.now = now
    }

    /// The clock of the device.
    public static let device: MonotonicClock = {
        let start = ContinuousClock.now
        return MonotonicClock {
            let passed = ContinuousClock.now - start
            return Double(passed.components.seconds) * 1e3 + Double(passed.components.attoseconds) / 1e15
        }
    }()
}
