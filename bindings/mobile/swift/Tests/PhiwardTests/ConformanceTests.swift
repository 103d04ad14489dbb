import Foundation
import XCTest

@testable import Phiward

/// Every vector file gives the answers that it gives in every other language.
final class ConformanceTests: XCTestCase {
    private var vectors: URL {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<6 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent("docs/spec/vectors")
    }

    func testVectors() throws {
        // What the facade has; other vectors are those of crates that bindings do not reach.
        for name in ["attest", "envelope", "redact", "resilience", "resilience-project", "search"] {
            let file = vectors.appendingPathComponent(name + ".json")
            let results = replayVectors(
                name: file.lastPathComponent, text: try String(contentsOf: file, encoding: .utf8))
            XCTAssertGreaterThanOrEqual(results.count, 10, file.lastPathComponent)
            XCTAssertEqual(results.filter { !$0.passed }.map(\.id), [], file.lastPathComponent)
        }
    }

    func testAWrongVectorIsSeen() {
        let file = """
            {"kind": "redact", "cases": [
              {"id": "a", "mode": "balanced", "text": "MRN: 00625079", "expect": {"text": "other"}}]}
            """
        XCTAssertEqual(replayVectors(name: "a.json", text: file).map(\.passed), [false])
    }
}
