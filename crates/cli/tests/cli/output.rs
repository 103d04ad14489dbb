//! Where output goes: whole or not at all, never over something, readable by its owner only.

use core::time::Duration;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use crate::fixture::{Call, KEY_ID, PHIWARD, RAW, Sandbox, pattern, skip};

const MIB: usize = 1024 * 1024;

fn seal(sandbox: &Sandbox, args: &[&str]) -> Call {
    sandbox.phiward(&[&["seal"], &RAW[..], args].concat())
}

fn open(sandbox: &Sandbox, args: &[&str]) -> Call {
    sandbox.phiward(&[&["open"], &RAW[..], args].concat())
}

#[test]
fn an_existing_file_is_kept_unless_forced() {
    let sandbox = Sandbox::new();
    sandbox.write("in", "new");
    sandbox.write("out", "old");
    let before = sandbox.names();
    seal(&sandbox, &["in", "out"]).fails("output_exists");
    assert_eq!(sandbox.read("out"), b"old");
    assert_eq!(sandbox.names(), before);
    seal(&sandbox, &["--force", "in", "out"]).succeeds();
    assert_eq!(open(&sandbox, &["out"]).succeeds(), b"new");
    assert_eq!(sandbox.names(), before);
}

#[test]
fn an_existing_file_is_noticed_before_a_secret_is_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.write("in", "new");
    sandbox.write("out", "old");
    sandbox.phiward(&["seal", "--vault", "absent", "in", "out"]).fails("output_exists");
    sandbox.write("password", "correct horse");
    sandbox.phiward(&["vault", "create", "--vault", "out"]).fails("output_exists");
}

#[test]
fn a_file_that_appears_meanwhile_is_kept() {
    let sandbox = Sandbox::new();
    let before = sandbox.names();
    let mut call = seal(&sandbox, &["-", "out"]);
    let mut child = call.command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while sandbox.names() == before && start.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(5));
    }
    // The command has checked that there is no such file, and waits for input.
    sandbox.write("out", "somebody else's");
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.starts_with(b"error[output_exists]: "));
    assert_eq!(sandbox.read("out"), b"somebody else's");
    assert_eq!(sandbox.names().len(), before.len() + 1);
}

#[test]
fn a_failure_under_force_keeps_the_old_file() {
    let sandbox = Sandbox::new();
    sandbox.write("in", "no envelope");
    sandbox.write("out", "old");
    let before = sandbox.names();
    open(&sandbox, &["--force", "in", "out"]).fails("malformed");
    assert_eq!(sandbox.read("out"), b"old");
    assert_eq!(sandbox.names(), before);
}

#[test]
fn the_input_is_never_the_output() {
    let sandbox = Sandbox::new();
    sandbox.write("in", "content");
    let absolute = sandbox.path("in");
    let mut names = vec!["in", "./in", absolute.to_str().unwrap()];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("in", sandbox.path("link")).unwrap();
        names.push("link");
    }
    for name in names {
        seal(&sandbox, &["in", name]).fails("same_file");
        seal(&sandbox, &["--force", "in", name]).fails("same_file");
        assert_eq!(sandbox.read("in"), b"content");
    }
}

#[test]
fn paths_that_lead_nowhere() {
    let sandbox = Sandbox::new();
    sandbox.write("in", "x");
    fs::create_dir(sandbox.path("folder")).unwrap();
    let before = sandbox.names();
    for (args, code) in [
        (["absent", "out"], "io_not_found"),
        (["folder", "out"], "io_is_directory"),
        (["in/x", "out"], "io_not_found"),
        (["in", "folder"], "io_is_directory"),
        (["in", "absent/out"], "io_not_found"),
        (["in", "in/out"], "io_not_found"),
    ] {
        let told = seal(&sandbox, &args).fails(code).stderr;
        assert!(args.iter().any(|arg| told.contains(arg)), "{told}");
        assert_eq!(sandbox.names(), before);
    }
}

#[test]
fn a_path_cannot_steer_the_terminal() {
    let sandbox = Sandbox::new();
    let told = seal(&sandbox, &["a\u{1b}[2Jb\nc"]).fails("io_not_found").stderr;
    assert!(told.contains("a\\u{1b}[2Jb\\nc"), "{told}");
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    sandbox.write("in", "content");
    sandbox.write("password", "correct horse");
    let run =
        |line: &str| sandbox.program("sh", &["-c", &format!("umask 000; \"{PHIWARD}\" {line}")]).succeeds();
    run(&format!("seal --key-file key.hex --key-id {KEY_ID} in sealed"));
    run("open --key-file key.hex sealed opened");
    run("vault create --kdf pbkdf2 --vault care.vault --password-file password");
    run("vault add-recovery --vault care.vault --password-file password");
    for name in ["sealed", "opened", "care.vault"] {
        let mode = fs::metadata(sandbox.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device() {
    let sandbox = Sandbox::new();
    for len in [100, 3 * MIB] {
        sandbox.write("in", pattern(len));
        seal(&sandbox, &["in", "/dev/full"]).fails("io_no_space");
        seal(&sandbox, &["--text", "in", "/dev/full"]).fails("io_no_space");
        seal(&sandbox, &["--force", "in", "sealed"]).succeeds();
        open(&sandbox, &["sealed", "/dev/full"]).fails("io_no_space");
        let to_stdout = format!("\"{PHIWARD}\" open --key-file key.hex sealed > /dev/full");
        sandbox.program("sh", &["-c", &to_stdout]).fails("io_no_space");
    }
    // A device is written to and not replaced, whatever is forced.
    seal(&sandbox, &["--force", "in", "/dev/null"]).succeeds();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

/// A small file system in memory, gone when dropped.
#[cfg(target_os = "linux")]
struct SmallDisk<'a>(&'a Path);

#[cfg(target_os = "linux")]
impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let sandbox = Sandbox::new();
    let disk = sandbox.path("disk");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&disk).output();
    if !mount.is_ok_and(|output| output.status.success()) {
        skip("a_full_disk", "mounting a small file system is not permitted here");
        return;
    }
    let disk = SmallDisk(&disk);
    sandbox.write("in", pattern(3 * MIB));
    seal(&sandbox, &["in", "sealed"]).succeeds();
    seal(&sandbox, &["in", "disk/sealed"]).fails("io_no_space");
    open(&sandbox, &["sealed", "disk/opened"]).fails("io_no_space");
    assert_eq!(fs::read_dir(disk.0).unwrap().count(), 0, "something was left on the full disk");
    assert_eq!(sandbox.read("in"), pattern(3 * MIB));

    // A vault on a disk that is full keeps its old bytes.
    sandbox.write("password", "correct horse");
    let vault = ["--vault", "disk/care.vault", "--password-file", "password"];
    sandbox.phiward(&[&["vault", "create", "--kdf", "pbkdf2"], &vault[..]].concat()).succeeds();
    let before = fs::read(disk.0.join("care.vault")).unwrap();
    let rest =
        Command::new("sh").args(["-c", "cat /dev/zero > filler"]).current_dir(disk.0).output().unwrap();
    assert!(!rest.status.success());
    sandbox.phiward(&[&["vault", "add-recovery"], &vault[..]].concat()).fails("io_no_space");
    assert_eq!(fs::read(disk.0.join("care.vault")).unwrap(), before);
    assert_eq!(fs::read_dir(disk.0).unwrap().count(), 2);
}

/// Runs the command as a user without privileges, whom permissions hold back.
#[cfg(unix)]
#[test]
fn files_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let set_mode = |name: &str, mode| {
        fs::set_permissions(sandbox.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    fs::copy(PHIWARD, sandbox.path("phiward")).unwrap();
    sandbox.write("secret", "x");
    sandbox.write("in", "x");
    fs::create_dir(sandbox.path("closed")).unwrap();
    for (name, mode) in
        [(".", 0o777), ("in", 0o644), ("key.hex", 0o644), ("secret", 0o000), ("closed", 0o555)]
    {
        set_mode(name, mode);
    }
    let reads_secret = fs::read(sandbox.path("secret")).is_ok();
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "./phiward"];
    let run = |args: &[&str]| {
        let args = [&["seal"], &RAW[..], args].concat();
        if reads_secret {
            sandbox.program("setpriv", &[&nobody[..], &args].concat())
        } else {
            sandbox.program("./phiward", &args)
        }
    };
    let as_nobody = Command::new("setpriv").args(&nobody[..3]).arg("true").status();
    if reads_secret && !as_nobody.is_ok_and(|status| status.success()) {
        skip("files_without_permission", "this user may read everything, and setpriv is absent");
        return;
    }
    let before = sandbox.names();
    run(&["secret", "out"]).fails("io_permission");
    run(&["in", "closed/out"]).fails("io_permission");
    assert_eq!(sandbox.names(), before);
    assert_eq!(fs::read_dir(sandbox.path("closed")).unwrap().count(), 0);
    set_mode("closed", 0o755);
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_leaves_nothing() {
    use std::io::Write as _;
    use std::os::unix::process::ExitStatusExt as _;
    let sandbox = Sandbox::new();
    let before = sandbox.names();
    for (name, number) in [("TERM", 15), ("INT", 2)] {
        let mut call = seal(&sandbox, &["-", "out"]);
        let mut child = call.command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&pattern(2 * MIB)).unwrap();
        // The command now waits for more, with a temporary file half written.
        let start = Instant::now();
        while sandbox.names() == before && start.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(5));
        }
        let temporary = sandbox.names().difference(&before).cloned().collect::<Vec<_>>();
        assert!(matches!(temporary.as_slice(), [name] if name.starts_with(".phiward-")), "{temporary:?}");
        assert!(Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().signal(), Some(number));
        assert_eq!(sandbox.names(), before, "{name}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let sandbox = Sandbox::new();
    sandbox.write("in", pattern(4 * MIB));
    let mut call = seal(&sandbox, &["in"]);
    let mut child = call.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
