//! CBOR as attestation documents and sessions use it: a strict reader over a slice, and a writer.
//!
//! RFC 8949, cut down to what the two formats need: unsigned and negative integers, byte and text strings,
//! arrays, maps, `null` and one tag. Lengths and integers must have their shortest form, strings come in one
//! piece. [`Reader::new`] takes arrays and maps of indefinite length, as signed documents have had them since
//! 2025; [`Reader::canonical`] does not. Nothing is allocated and nothing recurses, so input cannot ask for
//! more work than it has bytes.

use alloc::vec::Vec;

/// The bytes are not CBOR of the expected shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

const NULL: u8 = 0xf6;
const BREAK: u8 = 0xff;
const INDEFINITE: u8 = 31;

/// Reads one item after the other from the front of a slice.
///
/// ```
/// use phiward_attest::cbor::Reader;
///
/// let mut reader = Reader::new(&[0xa1, 0x01, 0x42, 0xca, 0xfe]);
/// let mut pairs = reader.map()?;
/// while reader.more(&mut pairs)? {
///     assert_eq!(reader.unsigned()?, 1);
///     assert_eq!(reader.bytes()?, [0xca, 0xfe]);
/// }
/// reader.finish()?;
/// # Ok::<(), phiward_attest::cbor::Malformed>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    allows_indefinite: bool,
}

/// How many items of an array, or pairs of a map, are still to be read.
#[derive(Debug)]
pub struct Items(Option<u64>);

impl Items {
    /// The number of items or pairs left, where the container told it.
    #[must_use]
    pub const fn left(&self) -> Option<u64> {
        self.0
    }
}

impl<'a> Reader<'a> {
    /// Reads `bytes`, whose arrays and maps may be of indefinite length.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, allows_indefinite: true }
    }

    /// Reads `bytes` that must have been written in one way.
    #[must_use]
    pub const fn canonical(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, allows_indefinite: false }
    }

    /// Ends reading: nothing may follow.
    ///
    /// # Errors
    /// [`Malformed`] when bytes are left.
    pub const fn finish(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed) }
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not one.
    pub fn unsigned(&mut self) -> Result<u64, Malformed> {
        self.head(UNSIGNED)
    }

    /// Reads an integer of either sign.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not one, or does not fit.
    pub fn integer(&mut self) -> Result<i64, Malformed> {
        if self.next_is(NEGATIVE) {
            let magnitude = i64::try_from(self.head(NEGATIVE)?).map_err(|_| Malformed)?;
            return Ok(-1 - magnitude);
        }
        i64::try_from(self.unsigned()?).map_err(|_| Malformed)
    }

    /// Reads a byte string.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not one, or is cut.
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let len = self.head(BYTES)?;
        self.take(len)
    }

    /// Reads a byte string of `N` bytes.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not one.
    pub fn byte_array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.bytes()?.try_into().map_err(|_| Malformed)
    }

    /// Reads a byte string or `null`.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is neither.
    pub fn bytes_or_null(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        if let Some((&NULL, rest)) = self.rest.split_first() {
            self.rest = rest;
            return Ok(None);
        }
        self.bytes().map(Some)
    }

    /// Reads a text string.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not one, is cut, or is not UTF-8.
    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        let len = self.head(TEXT)?;
        core::str::from_utf8(self.take(len)?).map_err(|_| Malformed)
    }

    /// Reads the head of an array; [`more`](Self::more) then says whether an item follows.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not an array.
    pub fn array(&mut self) -> Result<Items, Malformed> {
        self.container(ARRAY)
    }

    /// Reads the head of a map; [`more`](Self::more) then says whether a pair follows.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is not a map.
    pub fn map(&mut self) -> Result<Items, Malformed> {
        self.container(MAP)
    }

    /// Reads the head of an array that must have `len` items.
    ///
    /// # Errors
    /// [`Malformed`] when the next item is no such array.
    pub fn array_of(&mut self, len: u64) -> Result<(), Malformed> {
        if self.head(ARRAY)? == len { Ok(()) } else { Err(Malformed) }
    }

    /// Whether another item or pair of the container follows; consumes the mark that ends an indefinite one.
    ///
    /// # Errors
    /// [`Malformed`] when the input ends inside the container.
    pub fn more(&mut self, items: &mut Items) -> Result<bool, Malformed> {
        if let Some(left) = &mut items.0 {
            let follows = *left > 0;
            *left = left.saturating_sub(1);
            return Ok(follows);
        }
        match self.rest.split_first() {
            Some((&BREAK, rest)) => {
                self.rest = rest;
                Ok(false)
            }
            Some(_) => Ok(true),
            None => Err(Malformed),
        }
    }

    /// Consumes a tag if the next item is tagged with `number`.
    ///
    /// # Errors
    /// [`Malformed`] when the next item has another tag.
    pub fn tag_if_present(&mut self, number: u64) -> Result<(), Malformed> {
        if !self.next_is(TAG) || self.head(TAG)? == number { Ok(()) } else { Err(Malformed) }
    }

    fn next_is(&self, major: u8) -> bool {
        self.rest.first().is_some_and(|first| first >> 5 == major)
    }

    fn container(&mut self, major: u8) -> Result<Items, Malformed> {
        if self.allows_indefinite
            && let Some((&first, rest)) = self.rest.split_first()
            && first == major << 5 | INDEFINITE
        {
            self.rest = rest;
            return Ok(Items(None));
        }
        self.head(major).map(|count| Items(Some(count)))
    }

    /// Reads the first byte of an item and the number that belongs to it, in its shortest form.
    fn head(&mut self, major: u8) -> Result<u64, Malformed> {
        let [first] = self.take_array()?;
        if first >> 5 != major {
            return Err(Malformed);
        }
        let (value, least) = match first & 0x1f {
            small @ 0..=23 => (u64::from(small), 0),
            24 => (u64::from(u8::from_be_bytes(self.take_array()?)), 24),
            25 => (u64::from(u16::from_be_bytes(self.take_array()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(self.take_array()?)), 1 << 16),
            27 => (u64::from_be_bytes(self.take_array()?), 1 << 32),
            _ => return Err(Malformed),
        };
        if value < least { Err(Malformed) } else { Ok(value) }
    }

    fn take(&mut self, len: u64) -> Result<&'a [u8], Malformed> {
        let len = usize::try_from(len).map_err(|_| Malformed)?;
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn take_array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Malformed)?;
        self.rest = rest;
        Ok(*taken)
    }
}

/// Writes items to the end of a buffer, each in its shortest form.
///
/// ```
/// use phiward_attest::cbor::Writer;
///
/// let mut writer = Writer::new();
/// writer.array(2).unsigned(500).text("ok");
/// assert_eq!(writer.into_bytes(), [0x82, 0x19, 0x01, 0xf4, 0x62, b'o', b'k']);
/// ```
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl core::fmt::Debug for Writer {
    /// Tells the length: what is written may be secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Writer").field("len", &self.0.len()).finish_non_exhaustive()
    }
}

impl Writer {
    /// An empty buffer.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// An empty buffer that takes `len` bytes without growing, and so leaves no copy of what it held.
    #[must_use]
    pub fn with_capacity(len: usize) -> Self {
        Self(Vec::with_capacity(len))
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Writes an unsigned integer.
    pub fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(UNSIGNED, value)
    }

    /// Writes an integer of either sign.
    pub fn integer(&mut self, value: i64) -> &mut Self {
        match u64::try_from(value) {
            Ok(value) => self.head(UNSIGNED, value),
            // -1 - value, which is not negative: all bits of `value` flipped.
            Err(_) => self.head(NEGATIVE, (!value).unsigned_abs()),
        }
    }

    /// Writes a byte string.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.string(BYTES, bytes)
    }

    /// Writes a byte string, or `null` for none.
    pub fn bytes_or_null(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.bytes(bytes),
            None => self.null(),
        }
    }

    /// Writes a text string.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.string(TEXT, text.as_bytes())
    }

    /// Writes the head of an array of `len` items.
    pub fn array(&mut self, len: u64) -> &mut Self {
        self.head(ARRAY, len)
    }

    /// Writes the head of a map of `len` pairs.
    pub fn map(&mut self, len: u64) -> &mut Self {
        self.head(MAP, len)
    }

    /// Writes a tag.
    pub fn tag(&mut self, number: u64) -> &mut Self {
        self.head(TAG, number)
    }

    /// Writes `null`.
    pub fn null(&mut self) -> &mut Self {
        self.0.push(NULL);
        self
    }

    fn string(&mut self, major: u8, bytes: &[u8]) -> &mut Self {
        self.head(major, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.0.extend_from_slice(bytes);
        self
    }

    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        let major = major << 5;
        let wide = value.to_be_bytes();
        let [.., a, b, c, d] = wide;
        match value {
            0..=23 => self.0.push(major | d),
            24..=0xff => self.0.extend([major | 24, d]),
            0x100..=0xffff => self.0.extend([major | 25, c, d]),
            0x1_0000..=0xffff_ffff => self.0.extend([major | 26, a, b, c, d]),
            _ => {
                self.0.push(major | 27);
                self.0.extend(wide);
            }
        }
        self
    }
}
