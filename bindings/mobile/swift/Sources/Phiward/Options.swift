import Foundation

/// How something is sealed. The context is not stored: whoever opens the envelope gives the same one.
public struct SealOptions: Sendable {
    /// Where the plaintext belongs, such as `record` to `obs/42`.
    public var context: [String: String]
    public var purpose: Purpose?
    public var content: Content?

    public enum Purpose: String, Codable, Sendable {
        case record, file, export
        case fileMetadata = "file-metadata"
    }

    public enum Content: String, Codable, Sendable {
        case bytes, text, json
    }

    public init(context: [String: String] = [:], purpose: Purpose? = nil, content: Content? = nil) {
        self.context = context
        self.purpose = purpose
        self.content = content
    }

    func json() throws -> String {
        if context.isEmpty && purpose == nil && content == nil { return "" }
        return try encoded(Fields(context: context, purpose: purpose, content: content))
    }

    private struct Fields: Encodable {
        let context: [String: String]
        let purpose: Purpose?
        let content: Content?
    }
}

/// What a new password costs to try, and when the vault locks.
public struct VaultOptions: Sendable {
    public enum Kdf: String, Codable, Sendable {
        case argon2id
        case argon2idLowMemory = "argon2id-low-memory"
        case pbkdf2
    }

    public var kdf: Kdf
    /// Time without use; zero is never.
    public var idle: Duration

    public init(kdf: Kdf = .argon2id, idle: Duration = .seconds(15 * 60)) {
        self.kdf = kdf
        self.idle = idle
    }

    func json() throws -> String {
        let milliseconds = idle.components.seconds * 1000 + idle.components.attoseconds / 1_000_000_000_000_000
        return try encoded(Fields(kdf: kdf, idle_ms: milliseconds))
    }

    private struct Fields: Encodable {
        let kdf: Kdf
        let idle_ms: Int64
    }
}

private func encoded<Value: Encodable>(_ value: Value) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
}
