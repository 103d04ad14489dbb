@_exported import PhiwardCore

extension PhiwardError {
    /// The stable name of the fault, the same in every language.
    public var code: String {
        switch self {
        case .Locked(let code, _), .Rejected(let code, _), .Unavailable(let code, _), .Invalid(let code, _):
            return code
        }
    }

    /// One sentence, which may change between releases. It holds no input.
    public var reason: String {
        switch self {
        case .Locked(_, let reason), .Rejected(_, let reason), .Unavailable(_, let reason), .Invalid(_, let reason):
            return reason
        }
    }

    /// Whether the same call can succeed a moment later.
    public var isRetryable: Bool {
        if case .Unavailable = self { return true }
        return false
    }
}

/// The breaker lets no call through now.
public struct BreakerOpen: Error, Sendable {
    /// In how many milliseconds a call may be made; nothing when the breaker was opened by hand.
    public let retryAfterMs: Double?
}
