//! What a launch leaves for the pages behind it: sealed, for an hour, under a handle that only the browser has.
//!
//! Age, weight and impression are not in it: they are used while the launch is read, and then gone.

use phiward_ems::{AgeCategory, LaunchHandle, LaunchRequest};
use phiward_phi::{AuditContext, Phi};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::app::App;
use crate::failure::Failure;
use crate::parked::Private;
use crate::random;
use crate::store::{Cell, Space, Write};

/// How long a handle is good for.
const KEEP_MS: u64 = 60 * 60 * 1000;

/// What is kept, sealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Launch {
    pub(crate) agency: String,
    #[serde(with = "category")]
    pub(crate) category: AgeCategory,
    pub(crate) rule: String,
    pub(crate) complaint: Option<Private>,
    pub(crate) return_url: Option<Private>,
    pub(crate) callback_url: Option<Private>,
}

/// A category as its word.
mod category {
    use phiward_ems::AgeCategory;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(category: &AgeCategory, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(category.as_str())
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<AgeCategory, D::Error> {
        // What is not known is unknown, and never an adult.
        Ok(match String::deserialize(from)?.as_str() {
            "adult" => AgeCategory::Adult,
            "pediatric" => AgeCategory::Pediatric,
            _ => AgeCategory::Unknown,
        })
    }
}

/// Takes what is to be kept out of a launch, each value with its event in the audit log.
pub(crate) fn read(request: &LaunchRequest, audit: &AuditContext<'_>) -> Result<Launch, Failure> {
    let assessment = request.assess(audit).map_err(|_| Failure::AUDIT)?;
    Ok(Launch {
        agency: request.agency.id.to_string(),
        category: assessment.category,
        rule: assessment.rule.code().to_owned(),
        complaint: open(request.complaint.as_ref(), audit, "search_term", |value| value.as_str())?,
        return_url: open(request.return_url.as_ref(), audit, "return_url", |value| value.as_str())?,
        callback_url: open(request.callback_url.as_ref(), audit, "callback_url", |value| value.as_str())?,
    })
}

/// Keeps a launch, and gives its handle.
pub(crate) async fn keep(app: &App, launch: &Launch) -> Result<LaunchHandle, Failure> {
    let handle = LaunchHandle::from_random(random::bytes()?);
    let id = handle.expose();
    let plaintext = Zeroizing::new(serde_json::to_vec(launch).map_err(|_| Failure::INTERNAL)?);
    let sealed = app.parking.seal(Space::Launch.name(), &id, &plaintext)?;
    let now_ms = app.now_ms();
    let cell = Cell::after(None, sealed, now_ms + KEEP_MS, now_ms);
    let write = Write::Cell { space: Space::Launch, key: name(&id), expected: None, cell };
    if app.store.commit(vec![write]).await? { Ok(handle) } else { Err(Failure::INTERNAL) }
}

/// The launch of a handle, while it lasts.
pub(crate) async fn find(app: &App, handle: &str) -> Result<Launch, Failure> {
    let handle = LaunchHandle::parse(handle).ok_or(Failure::NOT_FOUND)?;
    let id = handle.expose();
    let cell = app.store.cell(Space::Launch, &name(&id)).await?;
    let cell = cell.filter(|cell| app.now_ms() < cell.until_ms).ok_or(Failure::NOT_FOUND)?;
    let plaintext = app.parking.open(Space::Launch.name(), &id, &cell.value)?;
    serde_json::from_slice(plaintext.as_bytes()).map_err(|_| Failure::INTERNAL)
}

/// The handle is a key to what is kept, so the database has only its hash.
fn name(handle: &str) -> String {
    use sha2::{Digest as _, Sha256};
    crate::config::to_hex(&Sha256::digest(handle.as_bytes()))
}

fn open<T: Zeroize>(
    value: Option<&Phi<T>>,
    audit: &AuditContext<'_>,
    field: &'static str,
    text: fn(&T) -> &str,
) -> Result<Option<Private>, Failure> {
    let Some(value) = value else { return Ok(None) };
    let opened = value.open(audit, field).map_err(|_| Failure::AUDIT)?;
    Ok(Some(Private::new(text(&opened))))
}
