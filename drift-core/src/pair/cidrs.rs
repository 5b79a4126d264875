//! Address ranges of the two sides that stand for each other: `10.2.0.0/16` here is `10.1.0.0/16` there, so `10.2.3.0/24` is
//! `10.1.3.0/24`.
//!
//! Pinned by the configuration (`pair.cidrs`), never guessed. Knows IPv4 and IPv6 (RFC 4632, RFC 4291), and no resources.

use std::net::IpAddr;
use std::str::FromStr;

/// A range of addresses.
///
/// ```
/// use drift_core::pair::Cidr;
/// let range: Cidr = "10.2.0.0/16".parse().unwrap();
/// assert!("10.2.0.0/33".parse::<Cidr>().is_err() && "10.2.0.1/16".parse::<Cidr>().is_err());
/// assert_eq!(range.to_string(), "10.2.0.0/16");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    first: u128,
    prefix: u32,
    /// Bits of an address: 32 or 128.
    bits: u32,
}

/// A text is no range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a range of addresses that begins where its prefix says, such as 10.1.0.0/16")]
pub struct NotACidr;

impl Cidr {
    fn covers(&self, other: &Self) -> bool {
        self.bits == other.bits
            && self.prefix <= other.prefix
            && self.network(other.first) == self.first
    }

    fn network(&self, address: u128) -> u128 {
        let host = self.bits - self.prefix;
        address.checked_shr(host).and_then(|network| network.checked_shl(host)).unwrap_or(0)
    }
}

impl FromStr for Cidr {
    type Err = NotACidr;

    /// An address alone is the range that holds nothing else.
    fn from_str(text: &str) -> Result<Self, NotACidr> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let (first, bits) = match address.parse::<IpAddr>().map_err(|_| NotACidr)? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let prefix = match prefix {
            Some(text) if text.bytes().all(|digit| digit.is_ascii_digit()) => {
                text.parse().map_err(|_| NotACidr)?
            }
            Some(_) => return Err(NotACidr),
            None => bits,
        };
        let range = Self { first, prefix, bits };
        if prefix <= bits && range.network(first) == first { Ok(range) } else { Err(NotACidr) }
    }
}

impl std::fmt::Display for Cidr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let address = match u32::try_from(self.first) {
            Ok(first) if self.bits == 32 => IpAddr::V4(first.into()),
            _ => IpAddr::V6(self.first.into()),
        };
        write!(f, "{address}/{}", self.prefix)
    }
}

/// Two ranges that stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CidrPair {
    /// On the first side.
    pub before: Cidr,
    /// On the second side.
    pub after: Cidr,
}

impl CidrPair {
    /// Whether two ranges or addresses are at the same place in the two.
    pub(super) fn correspond(&self, before: &str, after: &str) -> bool {
        let (Ok(one), Ok(other)) = (before.parse::<Cidr>(), after.parse::<Cidr>()) else {
            return false;
        };
        one.prefix == other.prefix
            && before.contains('/') == after.contains('/')
            && self.before.covers(&one)
            && self.after.covers(&other)
            && one.first - self.before.first == other.first - self.after.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_addresses_at_the_same_place_stand_for_each_other() {
        let pair = |before: &str, after: &str| CidrPair {
            before: before.parse().unwrap(),
            after: after.parse().unwrap(),
        };
        let four = pair("10.2.0.0/16", "10.1.0.0/16");
        let six = pair("fd00:2::/32", "fd00:1::/32");
        let all = pair("0.0.0.0/0", "10.0.0.0/8");
        for (pair, before, after, wanted) in [
            (four, "10.2.0.0/16", "10.1.0.0/16", true),
            (four, "10.2.3.0/24", "10.1.3.0/24", true),
            (four, "10.2.3.4", "10.1.3.4", true),
            (four, "10.2.3.4/32", "10.1.3.4", false),
            (four, "10.2.3.0/24", "10.1.4.0/24", false),
            (four, "10.2.3.0/24", "10.1.3.0/25", false),
            (four, "10.3.0.0/24", "10.1.0.0/24", false),
            (four, "10.1.3.0/24", "10.2.3.0/24", false),
            (four, "fd00::/16", "fd00::/16", false),
            (four, "here", "there", false),
            (six, "fd00:2:7::/48", "fd00:1:7::/48", true),
            (all, "0.1.0.0/16", "10.1.0.0/16", true),
        ] {
            assert_eq!(pair.correspond(before, after), wanted, "{before} {after}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in
            ["", "/", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/33", "::/129", "10.0.0.1/8", "a/8"]
        {
            assert_eq!(text.parse::<Cidr>(), Err(NotACidr), "{text}");
        }
        for text in ["0.0.0.0/0", "::/0", "10.0.0.0/8", "fd00:1::/32", "255.255.255.255/32"] {
            assert_eq!(text.parse::<Cidr>().unwrap().to_string(), text);
        }
    }
}
