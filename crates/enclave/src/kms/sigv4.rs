//! AWS Signature Version 4: who asks, over what exactly, when.

use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What AWS knows the instance by. Whoever has them may ask KMS; whether KMS answers is for its policy.
pub struct AwsCredentials {
    /// The id of the key.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Zeroizing<String>,
    /// The token of a role, whose credentials are temporary.
    pub session_token: Option<Zeroizing<String>>,
}

/// A request that is to be signed.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without a query.
    pub path: &'a str,
    /// Headers to sign, with lower-case names in ascending order.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
    /// The region.
    pub region: &'a str,
    /// The service.
    pub service: &'a str,
    /// The time: milliseconds since 1970.
    pub at_ms: u64,
}

impl AwsCredentials {
    /// Reads an id, a secret and, of a role, a token, with a space between them.
    ///
    /// ```
    /// use phiward_enclave::kms::AwsCredentials;
    /// let credentials = AwsCredentials::parse("AKID secret token").ok_or("three words")?;
    /// assert_eq!(credentials.access_key_id, "AKID");
    /// assert!(AwsCredentials::parse("AKID").is_none());
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        let access_key_id = words.next()?.to_owned();
        let secret_access_key = Zeroizing::new(words.next()?.to_owned());
        let session_token = words.next().map(|token| Zeroizing::new(token.to_owned()));
        words.next().is_none().then_some(Self { access_key_id, secret_access_key, session_token })
    }

    /// The headers to add: date, token if there is one, and authorization.
    #[must_use]
    pub fn sign(&self, request: &Signable<'_>) -> Vec<(&'static str, String)> {
        let time = timestamp(request.at_ms / 1000);
        let date = time.get(..8).unwrap_or_default();
        let mut added = vec![("x-amz-date", time.clone())];
        added.extend(self.session_token.as_ref().map(|token| ("x-amz-security-token", token.to_string())));
        let mut headers: Vec<(&str, &str)> = request.headers.to_vec();
        headers.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
        headers.sort_unstable();
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let lines =
            headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect::<String>();
        let canonical = format!(
            "{}\n{}\n\n{lines}\n{names}\n{}",
            request.method,
            request.path,
            hex(&Sha256::digest(request.body))
        );
        let scope = format!("{date}/{}/{}/aws4_request", request.region, request.service);
        let to_sign = format!("{ALGORITHM}\n{time}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
        let secret = Zeroizing::new(format!("AWS4{}", self.secret_access_key.as_str()));
        let steps = [date, request.region, request.service, "aws4_request", &to_sign];
        let signature =
            steps.iter().fold(Zeroizing::new(secret.as_bytes().to_vec()), |key, step| mac(&key, step));
        added.push((
            "authorization",
            format!(
                "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={}",
                self.access_key_id,
                hex(&signature)
            ),
        ));
        added
    }
}

impl fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsCredentials").finish_non_exhaustive()
    }
}

fn mac(key: &[u8], text: &str) -> Zeroizing<Vec<u8>> {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { return Zeroizing::default() };
    Zeroizing::new(mac.chain_update(text).finalize().into_bytes().to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A time in the form `YYYYMMDDTHHMMSSZ`, by the rules of the Gregorian calendar.
fn timestamp(unix: u64) -> String {
    let (days, second) = (unix / 86_400, unix % 86_400);
    // Years begin in March, so that a leap day is the last of its year; eras have 400 years.
    let day = days + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + carry;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(method: &str) -> String {
        let credentials = AwsCredentials {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: String::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY").into(),
            session_token: None,
        };
        let signed = credentials.sign(&Signable {
            method,
            path: "/",
            headers: &[("host", "example.amazonaws.com")],
            body: b"",
            region: "us-east-1",
            service: "service",
            at_ms: 1_440_938_160_000,
        });
        assert_eq!(signed[0], ("x-amz-date", "20150830T123600Z".into()));
        signed[1].1.clone()
    }

    /// `get-vanilla` and `post-vanilla` of AWS's test suite for Signature Version 4.
    #[test]
    fn signatures_are_those_of_the_public_suite() {
        let start = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                     SignedHeaders=host;x-amz-date, Signature=";
        assert_eq!(
            signature("GET"),
            format!("{start}5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        );
        assert_eq!(
            signature("POST"),
            format!("{start}5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")
        );
    }

    #[test]
    fn times_are_those_of_the_calendar() {
        for (unix, text) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (1_709_164_800, "20240229T000000Z"),
            (4_107_542_399, "21000228T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            assert_eq!(timestamp(unix), text);
        }
    }
}
