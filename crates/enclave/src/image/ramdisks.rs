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
/// assert!(boot.len() < program.len());
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
