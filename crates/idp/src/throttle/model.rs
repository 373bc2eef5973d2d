//! How long to wait after how many failures, and what is counted together.
use std::net::IpAddr;

use chrono::TimeDelta;

use crate::opaque;

/// Failures of an account before it waits.
const FREE_ACCOUNT: i32 = 5;
/// Failures of an address before it waits: a whole school may share one.
const FREE_ADDRESS: i32 = 60;
/// The first wait; each one after is twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// After this long without an attempt everything is forgotten.
pub(crate) const FORGET_AFTER: TimeDelta = TimeDelta::hours(1);

/// What is counted together.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub(crate) key: String,
    pub(crate) free: i32,
    pub(crate) clears: bool,
}

/// The buckets of one attempt: the address (when it is known) and the account, which is told apart
/// for a browser that has signed in to it before. The account need not exist.
pub(crate) fn buckets(email: &str, known: Option<&str>, from: Option<IpAddr>) -> Vec<Bucket> {
    let address = from.map(|from| Bucket {
        key: hashed("address", &network(from)),
        free: FREE_ADDRESS,
        clears: false,
    });
    let key = known.map_or_else(
        || hashed("account", email),
        |browser| hashed("browser", &format!("{browser} {email}")),
    );
    let account = Bucket { key, free: FREE_ACCOUNT, clears: true };
    address.into_iter().chain([account]).collect()
}

fn hashed(kind: &str, value: &str) -> String {
    format!("{kind}:{}", opaque::encode(&opaque::digest(value)))
}

/// One subscriber: an IPv4 address, or the /64 of an IPv6 one.
fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{:x?}", &v6.segments()[..4]),
    }
}

/// The wait after so many failures in a row.
pub(crate) fn wait(failures: i32, free: i32) -> Option<TimeDelta> {
    let beyond = u32::try_from(failures - free).ok()?;
    let factor = 1_i32 << beyond.min(10);
    Some((FIRST_WAIT * factor).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{buckets, wait};

    #[test]
    fn five_are_free_then_it_doubles_up_to_a_quarter_of_an_hour() {
        assert_eq!(wait(4, 5), None);
        assert_eq!(wait(5, 5), Some(TimeDelta::seconds(30)));
        assert_eq!(wait(6, 5), Some(TimeDelta::seconds(60)));
        assert_eq!(wait(9, 5), Some(TimeDelta::seconds(480)));
        assert_eq!(wait(10, 5), Some(TimeDelta::minutes(15)));
        assert_eq!(wait(i32::MAX, 5), Some(TimeDelta::minutes(15)));
    }

    #[test]
    fn a_whole_ipv6_subscriber_is_one_address_and_no_key_shows_who() {
        let of = |ip: &str| buckets("ada@leme.test", None, ip.parse().ok())[0].key.clone();
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("::ffff:10.1.1.1"), of("10.1.1.1"));
        assert!(!of("10.1.1.1").contains("10.1"));
    }
}
