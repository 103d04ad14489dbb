extension CircuitBreaker {
    /// Makes a call through the breaker. A cancelled task gives its permit back, which decides nothing; an error counts
    /// as a failure unless `isFailure` says otherwise.
    public func call<Value>(
        clock: MonotonicClock = .device,
        isFailure: (Error) -> Bool = { _ in true },
        _ body: () async throws -> Value
    ) async throws -> Value {
        let ticket = acquire(nowMs: clock.now())
        guard ticket >= 0 else {
            let wait = -1 - ticket
            throw BreakerOpen(retryAfterMs: wait.isFinite ? wait : nil)
        }
        let start = clock.now()
        do {
            let value = try await body()
            let now = clock.now()
            _ = try report(ticket: ticket, outcome: "success", durationMs: now - start, nowMs: now)
            return value
        } catch is CancellationError {
            cancel(ticket: ticket, nowMs: clock.now())
            throw CancellationError()
        } catch {
            let now = clock.now()
            let outcome = isFailure(error) ? "failure" : "ignored"
            _ = try report(ticket: ticket, outcome: outcome, durationMs: now - start, nowMs: now)
            throw error
        }
    }
}
