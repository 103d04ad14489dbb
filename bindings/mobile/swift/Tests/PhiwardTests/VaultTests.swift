import Foundation
import XCTest

@testable import Phiward

final class VaultTests: XCTestCase {
    private let password = Data("correct horse".utf8)
    private let note = Data("BP 120/80".utf8)
    private let quick = VaultOptions(kdf: .pbkdf2, idle: .seconds(60))

    /// A time that a test sets.
    private final class Time: @unchecked Sendable {
        private let lock = NSLock()
        private var value = 0.0
        var now: Double {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }

    func testARecordComesBackInItsContextOnly() async throws {
        let made = try await HealthVault.create(password: password, options: quick)
        let envelope = try made.seal(note, SealOptions(context: ["record": "obs/42"], content: .text))
        let again = try await HealthVault.unlock(made.stored, password: password)
        XCTAssertEqual(try again.open(envelope, context: ["record": "obs/42"]), note)
        XCTAssertThrowsError(try again.open(envelope)) { error in
            XCTAssertEqual((error as? PhiwardError)?.code, "wrong_key_or_context")
        }
    }

    func testItLocksAfterIdleTime() async throws {
        let time = Time()
        let made = try await HealthVault.create(
            password: password, options: quick, clock: MonotonicClock { time.now })
        let envelope = try made.seal(note)
        time.now = 59_000
        XCTAssertFalse(made.isLocked)
        time.now = 61_000
        XCTAssertTrue(made.isLocked)
        XCTAssertThrowsError(try made.open(envelope)) { error in
            guard case PhiwardError.Locked = error else { return XCTFail("\(error)") }
        }
        try await made.unlockAgain(password: password)
        XCTAssertEqual(try made.open(envelope), note)
    }

    func testAKeyStoreOpensItAfterPresenceOnly() async throws {
        let store = MemoryKeyStore()
        let made = try await HealthVault.create(password: password, options: quick)
        let envelope = try made.seal(note)
        _ = try await made.remember(in: store, name: "vault")
        let again = try await HealthVault.unlockRemembered(made.stored, in: store, name: "vault")
        XCTAssertEqual(try again.open(envelope), note)
        store.refusePresence(refuses: true)
        do {
            _ = try await HealthVault.unlockRemembered(made.stored, in: store, name: "vault")
            XCTFail("it opened")
        } catch let error as PhiwardError {
            XCTAssertEqual(error.code, "presence_refused")
        }
    }

    func testAFileThatIsCutOffLeavesNothing() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (plain, sealed, opened) = (
            folder.appendingPathComponent("plain"), folder.appendingPathComponent("sealed"),
            folder.appendingPathComponent("opened")
        )
        try Data(count: 12_000_000).write(to: plain)
        let made = try await HealthVault.create(password: password, options: quick)
        try await made.sealFile(at: plain, to: sealed)
        try await made.openFile(at: sealed, to: opened)
        XCTAssertEqual(try Data(contentsOf: opened), try Data(contentsOf: plain))
        try FileManager.default.removeItem(at: opened)
        try Data(contentsOf: sealed).dropLast(1).write(to: sealed)
        do {
            try await made.openFile(at: sealed, to: opened)
            XCTFail("it opened")
        } catch is PhiwardError {
            XCTAssertFalse(FileManager.default.fileExists(atPath: opened.path))
        }
    }

    func testACancelledTaskGivesItsPermitBack() async throws {
        let config = #"{"trip": {"kind": "consecutive", "failures": 1}, "open_ms": 1000}"#
        let breaker = try CircuitBreaker(config: config)
        let task = Task { try await breaker.call { try await Task.sleep(for: .seconds(60)) } }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        _ = await task.result
        XCTAssertEqual(breaker.state(), "closed")
        let value = try await breaker.call { 7 }
        XCTAssertEqual(value, 7)
    }
}
