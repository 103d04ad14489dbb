//! What a database must do: answer a query, and do a list of statements whole or not at all.

use core::fmt;

use async_trait::async_trait;

/// A value of a column. Whole numbers are 63 bits wide, as both databases have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// SQL that both databases understand, with parameters `$1`, `$2` in the order of their first use.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
    /// Whether the list is undone when this changes no row.
    pub(crate) must_change: bool,
    /// Whether it may be lost when the power fails. A process that is killed loses nothing either way.
    pub(crate) is_fleeting: bool,
}

impl Statement {
    pub(crate) const fn query(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values, must_change: false, is_fleeting: false }
    }

    /// Changes what there is to change.
    pub(crate) const fn change(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values, must_change: false, is_fleeting: false }
    }

    /// Undoes the whole list when there is nothing to change.
    pub(crate) const fn expect(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values, must_change: true, is_fleeting: false }
    }
}

impl Statement {
    /// Says that it may be lost when the power fails, so that nobody waits for the disk.
    pub(crate) fn fleeting(self, is_fleeting: bool) -> Self {
        Self { is_fleeting, ..self }
    }
}

/// A row of an answer, which is read from its last column to its first.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    pub(crate) fn number(&mut self) -> Result<u64, Unavailable> {
        match self.0.pop() {
            Some(Value::Number(number)) => Ok(u64::try_from(number).unwrap_or(0)),
            _ => Err(Unavailable::Unreadable),
        }
    }

    pub(crate) fn text(&mut self) -> Result<String, Unavailable> {
        match self.0.pop() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(Unavailable::Unreadable),
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, Unavailable> {
        match self.0.pop() {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(Unavailable::Unreadable),
        }
    }
}

/// Why a database did not do what it was asked. It never holds what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unavailable {
    /// It does not answer.
    Gone,
    /// More waits for it than may wait.
    Busy,
    /// There is no room on the disk.
    Full,
    /// It answers with what it should not hold.
    Unreadable,
    /// It offers no TLS, and TLS is asked for.
    WithoutTls,
    /// Its certificate is not one that is trusted for its name.
    Untrusted,
}

impl Unavailable {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Gone => "storage_gone",
            Self::Busy => "storage_busy",
            Self::Full => "storage_full",
            Self::Unreadable => "storage_unreadable",
            Self::WithoutTls => "storage_without_tls",
            Self::Untrusted => "storage_untrusted",
        }
    }
}

/// For whoever starts the service.
impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "it does not answer",
            Self::Busy => "it is too busy",
            Self::Full => "there is no room on its disk",
            Self::Unreadable => "what it is asked or answers cannot be read",
            Self::WithoutTls => "the server offers no TLS, which is asked for; nothing was sent to it",
            Self::Untrusted => {
                "TLS was not agreed: its certificate is not trusted for its name (see `server_authorities`), or it \
                 speaks no TLS; nothing was sent to it"
            }
        })
    }
}

impl core::error::Error for Unavailable {}

/// A database.
#[async_trait]
pub(crate) trait Database: Send + Sync {
    /// Answers a query.
    async fn rows(&self, query: Statement) -> Result<Vec<Row>, Unavailable>;

    /// Does all statements, or none: false when one that must change a row changes none.
    ///
    /// When it returns true, nothing of it is lost by a crash.
    async fn commit(&self, statements: Vec<Statement>) -> Result<bool, Unavailable>;
}
