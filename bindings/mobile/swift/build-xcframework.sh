#!/usr/bin/env bash
# Builds PhiwardCoreFFI.xcframework. Needs macOS with Xcode, and rustup with the Apple targets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../../.. && pwd)

cargo xtask build-mobile
target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$root/Cargo.toml" |
  sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
for triple in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin; do
  rustup target add "$triple"
  cargo rustc --manifest-path "$root/Cargo.toml" --release --package phiward-mobile --lib \
    --crate-type staticlib --target "$triple"
done

rm -rf build
mkdir -p build/headers build/simulator build/macos
cp gen/PhiwardCoreFFI.h build/headers/
cp gen/PhiwardCoreFFI.modulemap build/headers/module.modulemap
library() { echo "$target/$1/release/libphiward_mobile.a"; }
lipo -create "$(library aarch64-apple-ios-sim)" "$(library x86_64-apple-ios)" -output build/simulator/libphiward_mobile.a
lipo -create "$(library aarch64-apple-darwin)" "$(library x86_64-apple-darwin)" -output build/macos/libphiward_mobile.a
xcodebuild -create-xcframework \
  -library "$(library aarch64-apple-ios)" -headers build/headers \
  -library build/simulator/libphiward_mobile.a -headers build/headers \
  -library build/macos/libphiward_mobile.a -headers build/headers \
  -output build/PhiwardCoreFFI.xcframework
echo "swift test runs the vectors on this machine."
