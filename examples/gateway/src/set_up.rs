//! The folder of a first start: a configuration, secrets, and clients to try it with.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use phiward_envelope::{Entropy as _, OsEntropy};
use zeroize::Zeroizing;

use crate::clients::make_key;
use crate::config::{ConfigError, to_hex};

/// The name of the configuration in the folder.
pub const CONFIG_FILE: &str = "gateway.toml";

/// A client of a first start.
struct Sample {
    id: &'static str,
    tenant: &'static str,
    tier: &'static str,
    plan: &'static str,
    roles: &'static [&'static str],
    agency: Option<&'static str>,
}

const CLIENTS: &[Sample] = &[
    Sample {
        id: "app",
        tenant: "clinic-1",
        tier: "agency",
        plan: "enterprise",
        roles: &["accounts", "sync"],
        agency: None,
    },
    Sample {
        id: "admin",
        tenant: "clinic-1",
        tier: "partner",
        plan: "pro",
        roles: &["key-admin", "operator"],
        agency: None,
    },
    Sample {
        id: "agency",
        tenant: "agency-1",
        tier: "agency",
        plan: "starter",
        roles: &[],
        agency: Some("DEMO"),
    },
    Sample {
        id: "partner",
        tenant: "agency-1",
        tier: "partner",
        plan: "enterprise",
        roles: &[],
        agency: Some("DEMO"),
    },
    Sample { id: "free", tenant: "clinic-2", tier: "agency", plan: "free", roles: &[], agency: None },
];

/// Makes the folder if there is no configuration in it. True when it was made.
///
/// # Errors
/// [`ConfigError`] names the file that cannot be written.
pub fn make(folder: &Path) -> Result<bool, ConfigError> {
    let file = folder.join(CONFIG_FILE);
    if file.exists() {
        return Ok(false);
    }
    let secrets = folder.join("secrets");
    // What is in the folder is for the service alone, the database and the logs included.
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&secrets);
    made.map_err(|error| fault(&secrets, &error))?;
    write_secret(&secrets.join("root.key"), &random_hex::<32>()?)?;
    write_secret(&secrets.join("audit.key"), &random_hex::<32>()?)?;
    write_secret(&secrets.join("audit-heads.key"), &random_hex::<32>()?)?;
    write_secret(&secrets.join("webhook.key"), &random_hex::<32>()?)?;
    write_secret(&secrets.join("export.key"), &random_hex::<32>()?)?;
    write_secret(&secrets.join("launch.key"), &random_hex::<48>()?)?;
    let protocols = folder.join("protocols");
    fs::create_dir_all(&protocols).map_err(|error| fault(&protocols, &error))?;
    for (name, text) in PROTOCOLS {
        let path = protocols.join(name);
        fs::write(&path, text).map_err(|error| fault(&path, &error))?;
    }
    let mut text = String::from(HEAD);
    for Sample { id, tenant, tier, plan, roles, agency } in CLIENTS {
        let mut random = Zeroizing::new([0; 32]);
        OsEntropy.fill(random.as_mut()).map_err(|_| ConfigError::new("there are no random bytes"))?;
        let (key, hash) = make_key(id, &random);
        write_secret(&secrets.join(format!("{id}.key")), &key)?;
        text.push_str(&format!(
            "\n[[clients]]\nid = \"{id}\"\nsecret_sha256 = \"{hash}\"\ntenant = \"{tenant}\"\ntier = \"{tier}\"\n\
             plan = \"{plan}\"\nroles = {roles:?}\n"
        ));
        if let Some(agency) = agency {
            text.push_str(&format!("agency = \"{agency}\"\n"));
        }
    }
    // Last, since a folder with this file counts as made.
    fs::write(&file, text).map_err(|error| fault(&file, &error))?;
    Ok(true)
}

const HEAD: &str = "\
# The gateway. Unknown names are errors; secrets are in files beside this one, never here.
listen = \"127.0.0.1:8470\"
root_key_file = \"secrets/root.key\"
audit_key_file = \"secrets/audit.key\"
audit_head_key_file = \"secrets/audit-heads.key\"
# database_url_file = \"secrets/database.url\"   # PostgreSQL; SQLite in this folder without it
# redis_url_file = \"secrets/redis.url\"         # limits of several instances; the database without it

[[metadata_keys]]
role = \"accounts\"
purpose = \"encrypt-username\"
seal = true
open = true

[[metadata_keys]]
role = \"sync\"
purpose = \"encrypt-email\"
seal = true

[[webhooks]]
source = \"partner\"
secret_files = { k1 = \"secrets/webhook.key\" }

[protocols]
corpus = \"protocols/demo.jsonl\"
profiles = \"protocols/agencies.json\"

# An invented agency with invented numbers.
[[agencies]]
id = \"demo-county-fd\"
protocols = \"DEMO\"
adult_from_years = 15
pediatric_up_to_kg = 36
return_apps = [\"elite://back\"]
callback_hosts = [\"hooks.example.org\"]
export_key_file = \"secrets/export.key\"
launch_key_file = \"secrets/launch.key\"
";

/// The sample protocols of this repository, which are no clinical guidance.
const PROTOCOLS: [(&str, &str); 2] = [
    ("demo.jsonl", include_str!("../../protocols/demo.jsonl")),
    ("agencies.json", include_str!("../../protocols/agencies.json")),
];

fn random_hex<const N: usize>() -> Result<Zeroizing<String>, ConfigError> {
    let mut bytes = Zeroizing::new([0; N]);
    OsEntropy.fill(bytes.as_mut_slice()).map_err(|_| ConfigError::new("there are no random bytes"))?;
    Ok(Zeroizing::new(to_hex(bytes.as_slice())))
}

/// Writes a file that only its owner can read, and never over another.
fn write_secret(path: &Path, text: &str) -> Result<(), ConfigError> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| writeln!(file, "{text}"));
    written.map_err(|error| fault(path, &error))
}

fn fault(path: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError::new(format!("{}: {error}", path.display()))
}
