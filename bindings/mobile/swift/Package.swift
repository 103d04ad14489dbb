// swift-tools-version: 5.9
import PackageDescription

// `build-xcframework.sh` writes the framework, and `cargo xtask build-mobile` the Swift in `gen`.
let package = Package(
    name: "Phiward",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Phiward", targets: ["Phiward"])],
    targets: [
        .binaryTarget(name: "PhiwardCoreFFI", path: "build/PhiwardCoreFFI.xcframework"),
        .target(name: "PhiwardCore", dependencies: ["PhiwardCoreFFI"], path: "gen", sources: ["PhiwardCore.swift"]),
        .target(
            name: "Phiward",
            dependencies: ["PhiwardCore"],
            resources: [.copy("PrivacyInfo.xcprivacy")],
            swiftSettings: [.enableExperimentalFeature("StrictConcurrency")]
        ),
        .testTarget(name: "PhiwardTests", dependencies: ["Phiward"]),
    ]
)
