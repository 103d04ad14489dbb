//! What is in the two ramdisks of an image.

use super::Archive;

/// The ramdisk that boots and the ramdisk of the program, as [`Image::new`](super::Image::new) takes them.
///
/// `modules` are loaded in this order; `program` becomes `/init`; `configuration` are names and contents of files in
/// `/etc/phiward`, which are sorted here, so that the order of a folder does not matter.
///
/// ```
/// use phiward_enclave::image::ramdisks;
/// let configuration = [("egress.json".to_owned(), b"[]".to_vec())];
/// let [boot, program] = ramdisks(b"\x7fELF", &configuration, &[]);
/// assert!(program.windows(4).any(|part| part == b"\x7fELF"));
/// assert!(!boot.windows(4).any(|part| part == b"\x7fELF"));
/// ```
#[must_use]
pub fn ramdisks(program: &[u8], configuration: &[(String, Vec<u8>)], modules: &[Vec<u8>]) -> [Vec<u8>; 2] {
    let mut boot = Archive::new();
    for folder in ["dev", "proc", "sys", "modules"] {
        boot.folder(folder);
    }
    boot.device("dev/console", [5, 1]);
    for (index, module) in modules.iter().enumerate() {
        boot.file(&format!("modules/{index:02}.ko"), module);
    }
    let mut disk = Archive::new();
    for folder in ["etc", "etc/phiward"] {
        disk.folder(folder);
    }
    disk.program("init", program);
    let mut files: Vec<_> = configuration.iter().collect();
    files.sort();
    for (name, content) in files {
        disk.file(&format!("etc/phiward/{name}"), content);
    }
    [boot.finish(), disk.finish()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_a_folder_does_not_matter_and_that_of_modules_does() {
        let file = |name: &str| (name.to_owned(), name.as_bytes().to_vec());
        let (a, b) = (file("egress.json"), file("ai.der"));
        let build = |files: &[_], modules: &[&[u8]]| {
            ramdisks(b"program", files, &modules.iter().map(|module| module.to_vec()).collect::<Vec<_>>())
        };
        let one = build(&[a.clone(), b.clone()], &[b"vsock", b"nsm"]);
        assert_eq!(one, build(&[b.clone(), a.clone()], &[b"vsock", b"nsm"]));
        assert_ne!(one[0], build(&[a, b], &[b"nsm", b"vsock"])[0]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn archives_are_those_that_cpio_reads() {
        use std::io::Write as _;
        use std::process::{Command, Stdio};

        let archive = ramdisks(b"program", &[("egress.json".to_owned(), b"[]".to_vec())], &[b"nsm".to_vec()]);
        let listing = |bytes: &[u8]| {
            let mut cpio = Command::new("cpio")
                .args(["--list", "--quiet"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .ok()?;
            cpio.stdin.take()?.write_all(bytes).ok()?;
            Some(String::from_utf8(cpio.wait_with_output().ok()?.stdout).unwrap())
        };
        // Where there is no `cpio`, the machine of the guest test reads them.
        if let Some(boot) = listing(&archive[0]) {
            assert_eq!(boot, "dev\nproc\nsys\nmodules\ndev/console\nmodules/00.ko\n");
            assert_eq!(listing(&archive[1]).unwrap(), "etc\netc/phiward\ninit\netc/phiward/egress.json\n");
        }
    }
}
