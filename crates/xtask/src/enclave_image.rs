//! `cargo xtask enclave-image`: the static program of the enclave, and an image of it with its measurements.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::enclave_program::Program;
use crate::project::Project;
use crate::{Stop, process};

const USAGE: &str = "enclave-image KERNEL OUT [--config FOLDER] [--module FILE]..., or enclave-image --check";
/// Most bytes of the program.
const MAX_LEN: usize = 6_000_000;
/// What the root of the secure module of software has in its name.
const MOCK: &[u8] = b"INSECURE";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if arguments == ["--check"] {
        check(project)?;
        return Ok(ExitCode::SUCCESS);
    }
    let [kernel, out, rest @ ..] = arguments else { return Err(Stop::Usage(USAGE.to_owned())) };
    let program = Program::default().build(project)?;
    let size = read(&program)?.len();
    println!("{}: {size} bytes, static", program.display());
    let mut image = project.cargo(["run", "--quiet", "--package", "phiward-enclave"]);
    image.args(["--bin", "phiward-enclave-image", "--"]).arg(kernel).arg(program).arg(out).args(rest);
    process::show(&mut image)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the program again, of a copy of the sources in another folder, and compares: size, shape and every byte.
fn check(project: &Project) -> Result<(), String> {
    let first = read(&Program::default().build(project)?)?;
    let folder = project.target_folder()?.join("enclave-again");
    let _ = fs::remove_dir_all(&folder);
    let (sources, target) = (folder.join("some/other/place"), folder.join("target-of-another-name"));
    copy(project, &sources)?;
    let second = read(&Program::default().build(&Project::at(sources, target))?)?;
    let _ = fs::remove_dir_all(&folder);
    judge(&first, &second)?;
    println!(
        "{} bytes, twice the same, at random addresses, with relocations that are read-only",
        first.len()
    );
    Ok(())
}

/// What the program must be; a sentence tells what it is not.
fn judge(first: &[u8], second: &[u8]) -> Result<(), String> {
    let differ =
        first.iter().zip(second).filter(|(a, b)| a != b).count() + first.len().abs_diff(second.len());
    if differ > 0 {
        return Err(format!("two builds differ in {differ} bytes"));
    }
    if first.len() > MAX_LEN {
        return Err(format!("{} bytes are more than {MAX_LEN}", first.len()));
    }
    if first.windows(MOCK.len()).any(|bytes| bytes == MOCK) {
        return Err("the program has the secure module of software in it".to_owned());
    }
    let elf = Elf(first);
    if !elf.is_position_independent() {
        return Err("the program has a fixed address".to_owned());
    }
    if !elf.has_segment(PT_GNU_RELRO) || elf.has_segment(PT_INTERP) {
        return Err("the program is not static, or its relocations can be written to".to_owned());
    }
    Ok(())
}

const PT_INTERP: u32 = 3;
const PT_GNU_RELRO: u32 = 0x6474_e552;
const ET_DYN: u16 = 3;

/// A program of 64 bits, little-endian.
struct Elf<'a>(&'a [u8]);

impl Elf<'_> {
    fn number<const N: usize>(&self, at: usize) -> u64 {
        let bytes = self.0.get(at..at.saturating_add(N)).unwrap_or_default();
        bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
    }

    fn is_position_independent(&self) -> bool {
        self.0.starts_with(b"\x7fELF\x02\x01") && self.number::<2>(16) == u64::from(ET_DYN)
    }

    fn has_segment(&self, kind: u32) -> bool {
        let at = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let (start, size, count) =
            (at(self.number::<8>(32)), at(self.number::<2>(54)), at(self.number::<2>(56)));
        (0..count).any(|index| self.number::<4>(start.saturating_add(index * size)) == u64::from(kind))
    }
}

/// Copies the files of the repository, as they are now.
fn copy(project: &Project, to: &Path) -> Result<(), String> {
    let files = process::capture(Command::new("git").args(["ls-files", "-z"]).current_dir(project.root()))?;
    for name in files.split('\0').filter(|name| !name.is_empty()) {
        let (from, to) = (project.root().join(name), to.join(name));
        if !from.is_file() {
            continue;
        }
        let copied = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::copy(&from, &to));
        copied.map_err(|error| format!("{}: {error}", from.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{MAX_LEN, PT_GNU_RELRO, PT_INTERP, judge};

    /// A head of a program with two segments.
    fn program(kind: u8, segments: [u32; 2]) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 2 * 56];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        bytes[16] = kind;
        (bytes[32], bytes[54], bytes[56]) = (64, 56, 2);
        bytes[64..68].copy_from_slice(&segments[0].to_le_bytes());
        bytes[120..124].copy_from_slice(&segments[1].to_le_bytes());
        bytes
    }

    #[test]
    fn only_a_small_hardened_program_that_comes_out_twice_passes() {
        let good = program(3, [1, PT_GNU_RELRO]);
        assert_eq!(judge(&good, &good), Ok(()));
        let mut other = good.clone();
        other[100] ^= 1;
        assert!(judge(&good, &other).unwrap_err().contains("differ in 1 bytes"));
        assert!(judge(&good, &good[..170]).unwrap_err().contains("differ in 6 bytes"));
        let large = [good.clone(), vec![0; MAX_LEN]].concat();
        assert!(judge(&large, &large).is_err());
        for bad in [program(2, [1, PT_GNU_RELRO]), program(3, [1, 2]), program(3, [PT_INTERP, PT_GNU_RELRO])]
        {
            assert!(judge(&bad, &bad).is_err());
        }
        let mock = [good.clone(), b"PHIWARD INSECURE TEST ROOT".to_vec()].concat();
        assert!(judge(&mock, &mock).unwrap_err().contains("software"));
        assert!(judge(b"", b"").is_err());
    }
}
