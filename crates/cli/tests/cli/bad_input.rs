//! Bad input: a typed error with its stable code, no output file, nothing left behind, input untouched.

use phiward_envelope::{SEALED_CHUNK_LEN, text};

use crate::fixture::{Call, RAW, Sandbox, pattern};

/// Length of header, salt and commitment of an envelope without extensions.
const PREFIX: usize = 78;
const MIB: usize = 1024 * 1024;

/// An envelope of the sandbox's key.
fn sealed(sandbox: &Sandbox, len: usize) -> Vec<u8> {
    sandbox.phiward(&[&["seal"], &RAW[..]].concat()).stdin(pattern(len)).succeeds()
}

/// Opens bytes from a file to a file, and from standard input, and expects this code each time.
fn refused(sandbox: &Sandbox, envelope: &[u8], args: &[&str], code: &str, what: &str) {
    sandbox.write("in", envelope);
    let before = sandbox.names();
    let to_file = [&["open"], args, &["in", "out"]].concat();
    sandbox.phiward(&to_file).fails(code);
    assert_eq!(sandbox.names(), before, "{what}: something was left behind");
    assert_eq!(sandbox.read("in"), envelope, "{what}: the input was touched");

    let from_stdin = sandbox.phiward(&[&["open"], args].concat()).stdin(envelope);
    let outcome = from_stdin.fails(code);
    if envelope.len() < MIB {
        assert!(outcome.stdout.is_empty(), "{what}: bytes came out");
    }
}

/// A change of bytes.
type Damage = fn(&mut Vec<u8>);

#[test]
fn damaged_envelopes() {
    let damages: &[(&str, &str, Damage)] = &[
        ("empty", "malformed", |e| e.clear()),
        ("half a header", "malformed", |e| e.truncate(11)),
        ("half a salt", "truncated", |e| e.truncate(34)),
        ("no chunk", "truncated", |e| e.truncate(PREFIX)),
        ("half a tag", "truncated", |e| e.truncate(PREFIX + 8)),
        ("one byte cut off", "corrupt", |e| e.truncate(e.len() - 1)),
        ("cut at a chunk's end", "truncated", |e| e.truncate(PREFIX + SEALED_CHUNK_LEN)),
        ("the last chunk cut off", "truncated", |e| {
            e.truncate(e.len() - e[PREFIX..].len() % SEALED_CHUNK_LEN);
        }),
        ("one byte more", "corrupt", |e| e.push(0)),
        ("a chunk more", "corrupt", |e| e.extend_from_within(PREFIX..PREFIX + SEALED_CHUNK_LEN)),
        ("two envelopes", "corrupt", |e| e.extend_from_within(..)),
        ("two chunks exchanged", "corrupt", |e| {
            let second = e[PREFIX + SEALED_CHUNK_LEN..PREFIX + 2 * SEALED_CHUNK_LEN].to_vec();
            e.copy_within(PREFIX..PREFIX + SEALED_CHUNK_LEN, PREFIX + SEALED_CHUNK_LEN);
            e[PREFIX..PREFIX + SEALED_CHUNK_LEN].copy_from_slice(&second);
        }),
        ("a chunk left out", "corrupt", |e| drop(e.drain(PREFIX..PREFIX + SEALED_CHUNK_LEN))),
        ("version 0", "unsupported_version", |e| e[0] = 0),
        ("version 4", "unsupported_version", |e| e[0] = 4),
        ("version 1 by name only", "legacy_refused", |e| e[0] = 1),
        ("another suite", "unsupported_suite", |e| e[1] = 2),
        ("a flag", "malformed", |e| e[2] = 1),
        ("another purpose", "wrong_key_or_context", |e| e[3] ^= 1),
        ("a bit of the key id", "wrong_key_or_context", |e| e[7] ^= 1),
        ("too many extensions", "limit_exceeded", |e| e[20..22].copy_from_slice(&1025u16.to_be_bytes())),
        ("an overrunning extension", "malformed", |e| e[20..22].copy_from_slice(&5u16.to_be_bytes())),
        ("a critical extension", "malformed", |e| {
            e[21] = 3;
            drop(e.splice(22..22, [0x80, 0, 0]));
        }),
        ("another version of the two", "wrong_key_or_context", |e| e[0] ^= 1),
        ("a bit of the salt", "wrong_key_or_context", |e| e[30] ^= 1),
        ("a bit of the commitment", "wrong_key_or_context", |e| e[60] ^= 0x80),
        ("a bit of the first chunk", "corrupt", |e| e[PREFIX] ^= 1),
        ("a bit of the last chunk", "corrupt", |e| *e.last_mut().unwrap() ^= 1),
    ];
    let sandbox = Sandbox::new();
    // Whole in memory, and as a stream of several steps.
    for len in [40_000, 2 * MIB + 5] {
        let good = sealed(&sandbox, len);
        for (what, code, damage) in damages {
            let mut bad = good.clone();
            damage(&mut bad);
            // The key id is named, so that a changed one is not simply another key.
            refused(&sandbox, &bad, &RAW, code, &format!("{what}, {len}"));
        }
    }
}

#[test]
fn a_large_damaged_stream_gives_only_authentic_bytes() {
    let sandbox = Sandbox::new();
    let mut envelope = sealed(&sandbox, 3 * MIB);
    let damaged_chunk = 150;
    envelope[PREFIX + damaged_chunk * SEALED_CHUNK_LEN] ^= 1;
    let outcome = sandbox.phiward(&[&["open"], &RAW[..]].concat()).stdin(&envelope).fails("corrupt");
    assert!(outcome.stdout.len() <= damaged_chunk * 16_384);
    assert!(pattern(3 * MIB).starts_with(&outcome.stdout));
}

#[test]
fn a_large_file_of_an_impossible_length_gives_nothing() {
    let sandbox = Sandbox::new();
    let mut envelope = sealed(&sandbox, 3 * MIB);
    envelope.truncate(PREFIX + 150 * SEALED_CHUNK_LEN + 7);
    sandbox.write("in", envelope);
    // A stream could only tell at its end.
    let outcome = sandbox.phiward(&["open", "--key-file", "key.hex", "in"]).fails("truncated");
    assert!(outcome.stdout.is_empty());
}

#[test]
fn text_that_is_not_strict_base64() {
    let sandbox = Sandbox::new();
    for len in [100, 2 * MIB] {
        let good = text::encode(&sealed(&sandbox, len));
        let (start, end) = good.split_at(good.len() / 8 * 4);
        let bad = [
            format!("{start} {end}"),
            format!("{start}\n{end}"),
            format!(" {good}"),
            format!("{good}\n\n"),
            format!("{good}="),
            format!("{start}===={end}"),
            format!("{start}-_AA{end}"),
            format!("{start}é{end}"),
            good[..good.len() - 1].to_owned(),
            String::from("\n\n"),
        ];
        for text in bad {
            refused(&sandbox, text.as_bytes(), &[&["--text"], &RAW[..]].concat(), "malformed", "bad base64");
        }
        // Bytes where text is expected, and text where bytes are.
        refused(&sandbox, &sealed(&sandbox, len), &[&["--text"], &RAW[..]].concat(), "malformed", "bytes");
        refused(&sandbox, good.as_bytes(), &RAW, "unsupported_version", "text");
    }
}

#[test]
fn wrong_keys() {
    let sandbox = Sandbox::new();
    let envelope = sealed(&sandbox, 100);
    sandbox.write("other.hex", "00".repeat(32));
    refused(&sandbox, &envelope, &["--key-file", "other.hex"], "wrong_key_or_context", "another key");

    sandbox.write("password", "correct horse");
    let vault = ["--vault", "care.vault", "--password-file", "password"];
    sandbox.phiward(&[&["vault", "create", "--kdf", "pbkdf2"], &vault[..]].concat()).succeeds();
    refused(&sandbox, &envelope, &vault, "key_not_found", "a vault without the key");
    sandbox.write("password", "wrong horse");
    refused(&sandbox, &envelope, &vault, "wrong_password", "a wrong password");
}

#[test]
fn key_files_that_hold_no_key() {
    let sandbox = Sandbox::new();
    let envelope = sealed(&sandbox, 100);
    let good = "ab".repeat(32);
    for bad in [
        "",
        "ab",
        &good[1..],
        &format!("{good}0"),
        &format!("{good} 00"),
        &good.replacen('a', "g", 1),
        "\u{e9}",
    ] {
        sandbox.write("bad.hex", bad);
        refused(&sandbox, &envelope, &["--key-file", "bad.hex"], "malformed", bad);
    }
    sandbox.write("bad.hex", " ".repeat(2 * MIB));
    refused(&sandbox, &envelope, &["--key-file", "bad.hex"], "limit_exceeded", "a huge key file");
    refused(&sandbox, &envelope, &["--key-file", "absent.hex"], "io_not_found", "no key file");
}

#[test]
fn passwords_that_are_not_text() {
    let sandbox = Sandbox::new();
    sandbox.write("password", b"\xff\xfe");
    let v1 = ["--v1", "--email", "a@example.com", "--password-file", "password"];
    sandbox.phiward(&[&["seal"], &v1[..]].concat()).stdin("x").fails("invalid_password_encoding");
    let vault = ["vault", "create", "--vault", "new.vault", "--password-file"];
    sandbox.phiward(&[&vault[..], &["password"]].concat()).fails("invalid_password_encoding");
    sandbox.phiward(&[&vault[..], &["-"]].concat()).stdin(b"caf\xe9").fails("invalid_password_encoding");
    assert!(!sandbox.path("new.vault").exists());

    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        let value = std::ffi::OsStr::from_bytes(b"\xff");
        let call =
            sandbox.phiward(&["vault", "create", "--vault", "new.vault"]).env("PHIWARD_PASSWORD", value);
        call.fails("invalid_password_encoding");
    }
}

#[test]
fn passwords_that_are_empty_or_endless() {
    let sandbox = Sandbox::new();
    let create = |password: &[u8]| {
        sandbox.write("password", password);
        sandbox.phiward(&["vault", "create", "--vault", "new.vault", "--password-file", "password"])
    };
    create(b"\n").fails("empty_password");
    create(&[b'x'; 2 * MIB]).fails("limit_exceeded");
    assert!(!sandbox.path("new.vault").exists());
}

#[test]
fn legacy_envelopes() {
    let sandbox = Sandbox::new();
    sandbox.write("password", "user-password");
    let v1 = ["--v1", "--email", "user@example.com", "--password-file", "password"];
    let good = sandbox.phiward(&[&["seal"], &v1[..]].concat()).stdin("content").succeeds();
    assert_eq!(sandbox.phiward(&[&["open"], &v1[..]].concat()).stdin(&good).succeeds(), b"content");

    refused(&sandbox, &good, &RAW, "legacy_refused", "v1 without --v1");
    refused(&sandbox, &good[..28], &v1, "truncated", "28 bytes");
    refused(&sandbox, &[], &v1, "truncated", "no byte");
    for index in [1, 13, 29] {
        let mut bad = good.clone();
        bad[index] ^= 1;
        refused(&sandbox, &bad, &v1, "wrong_key_or_corrupt", "a bit");
    }
    refused(&sandbox, &[&good[..], b"x"].concat(), &v1, "wrong_key_or_corrupt", "a byte more");
    let other = ["--v1", "--email", "User@example.com", "--password-file", "password"];
    refused(&sandbox, &good, &other, "wrong_key_or_corrupt", "another spelling of the address");
    refused(&sandbox, &sealed(&sandbox, 100), &v1, "unsupported_version", "v2 with --v1");
}

#[test]
fn contexts_over_the_limit() {
    let sandbox = Sandbox::new();
    let pair = format!("name={}", "v".repeat(8200));
    let call = |command: &str| -> Call {
        sandbox.phiward(&[&[command, "--context", &pair], &RAW[..]].concat()).stdin("x")
    };
    call("seal").fails("limit_exceeded");
    call("open").fails("limit_exceeded");
}

#[test]
fn errors_as_json() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.phiward(&[&["open", "--json"], &RAW[..]].concat()).stdin("").run();
    let error: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["error"]["code"], "malformed");
    assert!(error["error"]["reason"].as_str().unwrap().starts_with("the data does not"));
    assert_eq!(outcome.code, Some(1));
}
