import Foundation

/// A person's data key while it is unlocked. It locks after time without use.
///
/// ```swift
/// let vault = try await HealthVault.create(password: password)
/// let envelope = try vault.seal(note, SealOptions(context: ["record": "obs/42"]))
/// store(vault.stored, envelope)
/// ```
///
/// All methods may be called from any task. Passwords are `Data`, which the caller can overwrite.
public final class HealthVault: Sendable {
    private let core: Vault
    private let clock: MonotonicClock

    private init(_ core: Vault, _ clock: MonotonicClock) {
        self.core = core
        self.clock = clock
    }

    /// Makes a vault with a random key and a slot for a password.
    public static func create(
        password: Data, options: VaultOptions = VaultOptions(), clock: MonotonicClock = .device
    ) async throws -> HealthVault {
        let core = try await Vault.create(password: password, options: options.json(), nowMs: clock.now())
        return HealthVault(core, clock)
    }

    /// Unlocks a stored vault with a password.
    public static func unlock(
        _ stored: String, password: Data, options: VaultOptions = VaultOptions(), clock: MonotonicClock = .device
    ) async throws -> HealthVault {
        let core = try await Vault.unlock(
            stored: stored, password: password, options: options.json(), nowMs: clock.now())
        return HealthVault(core, clock)
    }

    /// Unlocks a stored vault with the 24 words of a recovery code.
    public static func recover(
        _ stored: String, words: Data, options: VaultOptions = VaultOptions(), clock: MonotonicClock = .device
    ) throws -> HealthVault {
        HealthVault(
            try Vault.recover(stored: stored, words: words, options: options.json(), nowMs: clock.now()), clock)
    }

    /// Unlocks a stored vault with the key that `remember` has put into the key store.
    public static func unlockRemembered(
        _ stored: String, in store: KeyStore, name: String, options: VaultOptions = VaultOptions(),
        clock: MonotonicClock = .device
    ) async throws -> HealthVault {
        let core = try await Vault.unlockRemembered(
            stored: stored, store: store, name: name, options: options.json(), nowMs: clock.now())
        return HealthVault(core, clock)
    }

    /// What to store: slots, no keys. Store it again after every change.
    public var stored: String { core.toJson() }

    /// The id of the key with which everything new is sealed.
    public var keyId: String { core.keyId() }

    /// Whether it is locked; asking is no use of it.
    public var isLocked: Bool { core.isLocked(nowMs: clock.now()) }

    /// Seals into a v2 envelope.
    public func seal(_ plaintext: Data, _ options: SealOptions = SealOptions()) throws -> Data {
        try core.seal(plaintext: plaintext, options: options.json(), nowMs: clock.now())
    }

    /// Opens an envelope that the active key or a retired one has sealed.
    public func open(_ envelope: Data, context: [String: String] = [:]) throws -> Data {
        try core.open(envelope: envelope, options: SealOptions(context: context).json(), nowMs: clock.now())
    }

    /// Seals a file into a v3 envelope, in memory that does not grow.
    public func sealFile(at source: URL, to target: URL, _ options: SealOptions = SealOptions(purpose: .file))
        async throws
    {
        let stream = try core.sealStream(options: options.json(), nowMs: clock.now())
        try await pump(from: source, to: target, update: stream.update(plaintext:), finish: stream.finish)
    }

    /// Opens a sealed file. The target appears when everything is authenticated, or not at all.
    public func openFile(at source: URL, to target: URL, context: [String: String] = [:]) async throws {
        let options = try SealOptions(context: context).json()
        let stream = try core.openStream(options: options, nowMs: clock.now())
        try await pump(from: source, to: target, update: stream.update(sealed:), finish: stream.finish)
    }

    /// Replaces the password that unlocked the vault. No record changes.
    public func changePassword(to password: Data) async throws {
        try await core.changePassword(password: password, nowMs: clock.now())
    }

    /// Unlocks the vault again.
    public func unlockAgain(password: Data) async throws {
        try await core.unlockAgain(password: password, nowMs: clock.now())
    }

    /// Adds a recovery code, and gives its 24 words: show them once, store them nowhere.
    public func addRecovery() throws -> String {
        try core.addRecovery(nowMs: clock.now())
    }

    /// Adds a slot whose random key the key store keeps, and gives the slot's id.
    public func remember(in store: KeyStore, name: String, presence: Presence = .verified) async throws -> String {
        try await core.remember(store: store, name: name, presence: presence, nowMs: clock.now())
    }

    /// Deletes what `remember` stored, and the slot that it opens.
    public func forget(in store: KeyStore, name: String, slotId: String) async throws {
        try await core.forget(store: store, name: name, slotId: slotId, nowMs: clock.now())
    }

    /// Wipes the keys now.
    public func lock() {
        core.lock()
    }

    deinit {
        core.lock()
    }
}

/// Passes a file through a stream, into a file beside the target that takes its place at the end.
private func pump(
    from source: URL, to target: URL, update: (Data) throws -> Data, finish: () throws -> Data
) async throws {
    let beside = target.deletingLastPathComponent().appendingPathComponent(UUID().uuidString)
    FileManager.default.createFile(atPath: beside.path, contents: nil)
    do {
        let reader = try FileHandle(forReadingFrom: source)
        let writer = try FileHandle(forWritingTo: beside)
        defer {
            try? reader.close()
            try? writer.close()
        }
        while let piece = try reader.read(upToCount: 1 << 18), !piece.isEmpty {
            try Task.checkCancellation()
            try writer.write(contentsOf: update(piece))
        }
        try writer.write(contentsOf: finish())
        try writer.synchronize()
        _ = try FileManager.default.replaceItemAt(target, withItemAt: beside)
    } catch {
        try? FileManager.default.removeItem(at: beside)
        throw error
    }
}
