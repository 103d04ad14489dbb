//! Which addresses may come in.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::{ConfigError, ConfigFault, check};

/// Most networks of a list.
const MOST_NETWORKS: u64 = 10_000;
/// Bits before an IPv4 address in the IPv6 address that stands for it.
const MAPPED_BITS: u8 = 96;

/// Networks in CIDR notation, IPv4 and IPv6.
///
/// An IPv4 address that comes as an IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address. An empty list allows nobody.
/// The address must be that of the connection, or of a header that a trusted proxy has set.
///
/// ```
/// use phiward_resilience::IpAllowList;
/// let list = IpAllowList::parse(["198.51.100.0/24", "2001:db8::/32"])?;
/// assert!(list.allows("198.51.100.7".parse()?));
/// assert!(list.allows("::ffff:198.51.100.7".parse()?));
/// assert!(!list.allows("198.51.101.7".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct IpAllowList(Vec<Network>);

/// All addresses that share the first bits. IPv4 is kept as its mapped IPv6 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Network {
    address: u128,
    bits: u8,
}

impl IpAllowList {
    /// Reads networks such as `198.51.100.0/24`, or single addresses.
    ///
    /// # Errors
    /// [`ConfigError`] when one is not such a text, has bits behind its prefix, or when there are more than 10,000.
    pub fn parse<T: AsRef<str>>(networks: impl IntoIterator<Item = T>) -> Result<Self, ConfigError> {
        let mut list = Vec::new();
        for text in networks {
            check::at_most("networks", list.len() as u64 + 1, MOST_NETWORKS)?;
            list.push(
                Network::parse(text.as_ref()).ok_or(ConfigError::new("networks", ConfigFault::Malformed))?,
            );
        }
        Ok(Self(list))
    }

    /// Whether an address is in one of the networks.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = mapped(address);
        self.0.iter().any(|network| network.contains(address))
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (width, before) = match address {
            IpAddr::V4(_) => (Ipv4Addr::BITS, MAPPED_BITS),
            IpAddr::V6(_) => (Ipv6Addr::BITS, 0),
        };
        let width = u8::try_from(width).ok()?;
        let bits = match prefix {
            Some(digits) => digits.parse().ok().filter(|bits| *bits <= width && is_plain_number(digits))?,
            None => width,
        };
        let network = Self { address: mapped(address), bits: before + bits };
        // `192.0.2.7/24` may mean the network or the host: nobody can tell.
        (network.address & !network.mask() == 0).then_some(network)
    }

    const fn mask(&self) -> u128 {
        match self.bits {
            0 => 0,
            bits => u128::MAX << (128 - bits),
        }
    }

    const fn contains(&self, address: u128) -> bool {
        address & self.mask() == self.address
    }
}

fn mapped(address: IpAddr) -> u128 {
    let address = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    address.to_bits()
}

/// Digits without a sign or a zero in front, which other readers take for an octal number.
fn is_plain_number(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(network: &str, address: &str) -> bool {
        IpAllowList::parse([network]).unwrap().allows(address.parse().unwrap())
    }

    #[test]
    fn addresses_at_the_edges_of_a_network() {
        for (network, address, expected) in [
            ("12.34.56.0/24", "12.34.56.0", true),
            ("12.34.56.0/24", "12.34.56.255", true),
            ("12.34.56.0/24", "12.34.57.0", false),
            ("12.34.56.0/24", "12.34.55.255", false),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "12.34.56.78", true),
            ("98.76.54.32", "98.76.54.32", true),
            ("98.76.54.32", "98.76.54.33", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::ffff:12.34.56.0/120", "12.34.56.78", true),
            ("12.34.56.0/24", "::ffff:12.34.56.78", true),
            // The deprecated compatible form is another address.
            ("12.34.56.0/24", "::12.34.56.78", false),
        ] {
            assert_eq!(allows(network, address), expected, "{network} {address}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "/",
            "1.2.3.4/",
            "1.2.3.4/33",
            "1.2.3.4/-1",
            "1.2.3.4/+8",
            "1.2.3.0/024",
            "1.2.3",
            "1.2.3.4/24",
            "x",
            "::1/129",
            "2001:db8::1/32",
            "01.2.3.4",
            "1.2.3.0/24/24",
            " 1.2.3.4",
            "fe80::1%eth0",
        ] {
            assert_eq!(IpAllowList::parse([text]).unwrap_err().fault(), ConfigFault::Malformed, "{text}");
        }
    }

    #[test]
    fn an_empty_list_allows_nobody() {
        assert!(!IpAllowList::default().allows("127.0.0.1".parse().unwrap()));
    }
}
