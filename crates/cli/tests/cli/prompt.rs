//! Prompts on a real terminal, which `script` provides.

use core::time::Duration;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::fixture::{KEY_ID, PHIWARD, Sandbox, skip};

/// Runs a command on a terminal and answers its prompts; gives the exit code and all that was shown.
fn on_terminal(sandbox: &Sandbox, line: &str, answers: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut call = sandbox.program("script", &["-qec", &format!("\"{PHIWARD}\" {line}"), "/dev/null"]);
    let mut child = call.command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = String::new();
    for (prompt, answer) in answers {
        let mut byte = [0];
        while !shown.ends_with(prompt) {
            assert_eq!(
                stdout.read(&mut byte).unwrap(),
                1,
                "the prompt {prompt:?} is missing after {shown:?}"
            );
            shown.push(char::from(byte[0]));
        }
        // The prompt is shown before the terminal is set to hide what is typed.
        thread::sleep(Duration::from_millis(500));
        stdin.write_all(answer.as_bytes()).unwrap();
        stdin.write_all(b"\r").unwrap();
    }
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    shown.push_str(&String::from_utf8_lossy(&rest));
    (child.wait().unwrap().code(), shown)
}

fn has_terminal(test: &str) -> bool {
    let script = Command::new("script").arg("--version").output();
    let is_linux_script = script.is_ok_and(|output| output.stdout.starts_with(b"script from util-linux"));
    if !is_linux_script {
        skip(test, "the program `script` of util-linux is absent");
    }
    is_linux_script
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    if !has_terminal("a_password_is_asked_for_and_not_shown") {
        return;
    }
    let sandbox = Sandbox::new();
    let create = "vault create --kdf pbkdf2 --vault v";
    let (code, shown) = on_terminal(
        &sandbox,
        create,
        &[("Password of the vault: ", "correct horse"), ("The same again: ", "correct hose")],
    );
    assert_eq!(code, Some(1), "{shown}");
    assert!(shown.contains("passwords_differ") && !shown.contains("correct"), "{shown}");
    assert!(!sandbox.path("v").exists());

    let twice = [("Password of the vault: ", "correct horse"), ("The same again: ", "correct horse")];
    let (code, shown) = on_terminal(&sandbox, create, &twice);
    assert_eq!(code, Some(0), "{shown}");
    assert!(!shown.contains("correct"), "{shown}");

    let (code, shown) = on_terminal(&sandbox, "vault unlock --vault v", &[("Password: ", "correct horse")]);
    assert_eq!(code, Some(0), "{shown}");
    let (code, shown) = on_terminal(&sandbox, "vault unlock --vault v", &[("Password: ", "wrong")]);
    assert_eq!(code, Some(1), "{shown}");
    // On a terminal the code is coloured.
    assert!(shown.contains("\u{1b}[") && shown.contains("error[wrong_password]"), "{shown}");
}

#[test]
fn an_interrupted_prompt_gives_the_terminal_back() {
    if !has_terminal("an_interrupted_prompt_gives_the_terminal_back") {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("v", "{}");
    sandbox.write("in", "content");
    let before = sandbox.names();
    for line in ["vault create --vault new", "seal --v1 --email a@example.com in out"] {
        let prompt = if line.starts_with("vault") { "Password of the vault: " } else { "Password: " };
        let line = format!("{line}; echo \"ended with $?\"; stty -a");
        let (_, shown) = on_terminal(&sandbox, &line, &[(prompt, "half\u{3}")]);
        // 128 and the number of the signal.
        assert!(shown.contains("ended with 130"), "{shown}");
        for setting in [" echo ", " icanon ", " isig "] {
            assert!(shown.replace(['\r', '\n', ';'], " ").contains(setting), "{setting}: {shown}");
        }
        assert_eq!(sandbox.names(), before);
    }
}

#[test]
fn bytes_are_kept_from_a_terminal() {
    if !has_terminal("bytes_are_kept_from_a_terminal") {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("in", "content");
    let seal = format!("seal --key-file key.hex --key-id {KEY_ID}");
    let (code, shown) = on_terminal(&sandbox, &format!("{seal} in"), &[]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("output_is_terminal"), "{shown}");
    let (code, shown) = on_terminal(&sandbox, &format!("{seal} --text in"), &[]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.starts_with("AgEAAQ"), "{shown}");
}

#[test]
fn long_input_has_a_progress_bar_unless_quiet() {
    if !has_terminal("long_input_has_a_progress_bar_unless_quiet") {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("long", vec![7; 64 * 1024 * 1024]);
    sandbox.write("short", vec![7; 4 * 1024 * 1024]);
    let seal = format!("seal --force --key-file key.hex --key-id {KEY_ID}");
    for (args, has_bar) in [("long out", true), ("--quiet long out", false), ("short out", false)] {
        let (code, shown) = on_terminal(&sandbox, &format!("{seal} {args}"), &[]);
        assert_eq!(code, Some(0), "{shown}");
        assert_eq!(shown.contains("MiB"), has_bar, "{args}: {shown:?}");
    }
}
