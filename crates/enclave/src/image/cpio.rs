//! Ramdisks: archives of the format `newc`, as the kernel unpacks them.

/// A ramdisk in the making. Names are written in the order of the calls; times, owners and numbers are fixed.
///
/// ```
/// use phiward_enclave::image::Archive;
/// let mut archive = Archive::new();
/// archive.folder("etc");
/// archive.file("etc/hello", b"hello");
/// assert!(archive.finish().starts_with(b"070701"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Archive {
    bytes: Vec<u8>,
    entries: u32,
}

const FOLDER: u32 = 0o040_755;
const FILE: u32 = 0o100_644;
const PROGRAM: u32 = 0o100_755;
const CHARACTER_DEVICE: u32 = 0o020_600;

impl Archive {
    /// An empty archive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a folder.
    pub fn folder(&mut self, path: &str) {
        self.entry(path, FOLDER, [0, 0], &[]);
    }

    /// Adds a file.
    pub fn file(&mut self, path: &str, content: &[u8]) {
        self.entry(path, FILE, [0, 0], content);
    }

    /// Adds a file that can be run.
    pub fn program(&mut self, path: &str, content: &[u8]) {
        self.entry(path, PROGRAM, [0, 0], content);
    }

    /// Adds a character device with its major and minor number.
    pub fn device(&mut self, path: &str, numbers: [u32; 2]) {
        self.entry(path, CHARACTER_DEVICE, numbers, &[]);
    }

    /// Ends the archive.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.entries = 0;
        self.entry("TRAILER!!!", 0, [0, 0], &[]);
        self.bytes
    }

    fn entry(&mut self, path: &str, mode: u32, [major, minor]: [u32; 2], content: &[u8]) {
        let len = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let links = u32::from(mode != 0);
        // inode, mode, uid, gid, links, mtime, size, device, device of the node, length of the name, checksum
        let fields = [
            self.entries,
            mode,
            0,
            0,
            links,
            0,
            len(content.len()),
            0,
            0,
            major,
            minor,
            len(path.len() + 1),
            0,
        ];
        self.entries += 1;
        self.bytes.extend(b"070701");
        for field in fields {
            self.bytes.extend(format!("{field:08x}").bytes());
        }
        self.bytes.extend(path.bytes());
        self.bytes.push(0);
        self.pad();
        self.bytes.extend(content);
        self.pad();
    }

    /// Names and contents begin at multiples of four.
    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }
}
