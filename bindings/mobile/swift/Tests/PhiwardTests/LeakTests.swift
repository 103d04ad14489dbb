import Foundation
import XCTest

@testable import Phiward

/// No secret in the text of any error, and none in what Swift prints of an object.
final class LeakTests: XCTestCase {
    private let canary = "canary-7f3a"

    func testNoErrorEchoes() throws {
        let bytes = Data(canary.utf8)
        let key = try RecordKey.generate()
        let calls: [() throws -> Void] = [
            { _ = try key.open(envelope: bytes, options: "") },
            { _ = try key.seal(plaintext: bytes, options: self.canary) },
            { _ = try RecordKey.fromSecret(keyId: self.canary, secret: bytes) },
            { try checkRecoveryCode(words: bytes) },
            { _ = try envelopeFromText(text: self.canary) },
            { _ = try Redactor(policy: self.canary, key: Data(), scope: "") },
            { _ = try TokenMap.fromJson(json: self.canary) },
            { try checkRequestId(text: self.canary + " ") },
        ]
        for (index, call) in calls.enumerated() {
            XCTAssertThrowsError(try call(), "\(index)") { error in
                XCTAssertFalse("\(error) \(error.localizedDescription)".contains("7f3a"), "\(index)")
            }
        }
    }

    func testPhiPrintsTheMask() {
        let value = Phi(value: canary)
        XCTAssertEqual("\(value)", mask())
        XCTAssertEqual(String(reflecting: value), mask())
        XCTAssertEqual(value.expose(), canary)
    }
}
