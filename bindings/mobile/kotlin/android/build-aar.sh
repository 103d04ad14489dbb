#!/usr/bin/env bash
# Builds phiward.aar for Android. Needs the NDK (ANDROID_NDK_HOME), Maven, zip, and rustup with the Android targets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${ANDROID_NDK_HOME:?the folder of the NDK, r27 or later}"

root=$(cd ../../.. && pwd)
target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$root/Cargo.toml" |
  sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
tools=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin)
level=24
stage=$target/aar
rm -rf "$stage"

# Rust's name of the target, Android's name of the ABI, the prefix of clang.
while read -r triple abi clang; do
  variable=CARGO_TARGET_$(echo "$triple" | tr 'a-z-' 'A-Z_')_LINKER
  # Android 15 has devices with pages of 16 kB, which load nothing that is aligned to less.
  env "$variable=$tools/$clang$level-clang" RUSTFLAGS="-C link-arg=-Wl,-z,max-page-size=16384 -C strip=symbols" \
    cargo rustc --manifest-path "$root/Cargo.toml" --release --package phiward-mobile --lib \
    --crate-type cdylib --target "$triple"
  library=$target/$triple/release/libphiward_mobile.so
  "$tools/llvm-readelf" --program-headers "$library" | awk '$1 == "LOAD" && $NF != "0x4000" { exit 1 }' ||
    { echo "$abi: a segment is not aligned to 16 kB" >&2; exit 1; }
  mkdir -p "$stage/jni/$abi"
  cp "$library" "$stage/jni/$abi/"
done <<'TARGETS'
aarch64-linux-android arm64-v8a aarch64-linux-android
armv7-linux-androideabi armeabi-v7a armv7a-linux-androideabi
x86_64-linux-android x86_64 x86_64-linux-android
TARGETS

cargo xtask build-mobile
mvn --batch-mode --quiet -DskipTests package
cp target/phiward-*.jar "$stage/classes.jar"
cp android/AndroidManifest.xml android/proguard.txt "$stage/"
: > "$stage/R.txt"
(cd "$stage" && zip -q -X -r phiward.aar AndroidManifest.xml classes.jar proguard.txt R.txt jni)
echo "$stage/phiward.aar"
