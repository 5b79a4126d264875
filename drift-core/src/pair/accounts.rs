//! The ids of aligned accounts and the names of their regions are words: in an ARN or a host name they say which account and
//! region it is, and nothing else.
//!
//! Knows the shape of an availability zone's name (a region and a letter), and no resources.

use crate::pair::scopes::Aligned;
use crate::pair::tokens::Vocabulary;

/// Zones of a region that an account sees.
const ZONES: &str = "abcdef";

/// The vocabulary with the accounts and regions that are compared with each other. Where several are compared with one, each of
/// them stands for it.
pub(super) fn words(mut words: Vocabulary, aligned: &[Aligned]) -> Vocabulary {
    for Aligned { before, after, .. } in aligned {
        if let (Some(one), Some(other)) = (&before.account, &after.account)
            && one != other
        {
            add(&mut words, one, other, "account");
        }
        if let (Some(one), Some(other)) = (&before.region, &after.region)
            && one != other
        {
            add(&mut words, one, other, "region");
            for zone in ZONES.chars() {
                add(&mut words, &format!("{one}{zone}"), &format!("{other}{zone}"), "zone");
            }
        }
    }
    words
}

fn add(words: &mut Vocabulary, one: &str, other: &str, what: &str) {
    let known = words.before.meaning(one).or_else(|| words.after.meaning(other));
    let place = known.map_or_else(|| format!("{{{what} {one}}}"), str::to_owned);
    words.before.add(one, &place);
    words.after.add(other, &place);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scope;

    fn aligned(before: (&str, &str), after: (&str, &str)) -> Aligned {
        Aligned {
            before: Scope::account(before.0, before.1),
            after: Scope::account(after.0, after.1),
            because: "",
        }
    }

    #[test]
    fn accounts_and_regions_stand_for_each_other() {
        let both = [aligned(("111111111111", "eu-west-1"), ("222222222222", "us-east-1"))];
        let words = words(Vocabulary::default(), &both);
        for (before, after, wanted) in [
            ("arn:aws:sns:eu-west-1:111111111111:a", "arn:aws:sns:us-east-1:222222222222:a", true),
            ("arn:aws:sns:eu-west-1:111111111111:a", "arn:aws:sns:us-east-1:333333333333:a", false),
            ("arn:aws:sns:eu-west-1:111111111111:a", "arn:aws:sns:us-east-1:222222222222:b", false),
            ("eu-west-1b", "us-east-1b", true),
            ("eu-west-1b", "us-east-1a", false),
            ("eu-west-12", "us-east-12", false),
        ] {
            assert_eq!(words.correspond(before, after), wanted, "{before} {after}");
        }
    }

    #[test]
    fn several_regions_against_one_all_stand_for_it() {
        let both = [
            aligned(("1", "eu-west-1"), ("2", "us-east-1")),
            aligned(("1", "eu-west-2"), ("2", "us-east-1")),
        ];
        let words = words(Vocabulary::default(), &both);
        for region in ["eu-west-1", "eu-west-2"] {
            let host = format!("sqs.{region}.amazonaws.com");
            assert!(words.correspond(&host, "sqs.us-east-1.amazonaws.com"), "{host}");
        }
    }
}
