//! Money is exact: minor units in a named currency, no floats, no silent rounding.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::name::BadName;

/// ISO 4217 code, three upper-case letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Brazilian real.
    pub const BRL: Self = Self(*b"BRL");
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl TryFrom<String> for Currency {
    type Error = BadName;

    fn try_from(text: String) -> Result<Self, BadName> {
        let letters: Option<[u8; 3]> = text.as_bytes().try_into().ok();
        letters
            .filter(|l| l.iter().all(u8::is_ascii_uppercase))
            .map(Self)
            .ok_or(BadName { code: "format", detail: "must be an ISO 4217 code such as BRL" })
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// An amount in minor units (cents) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative is owed the other way.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// Why two amounts have no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The currencies differ.
    #[error("the currencies differ")]
    CurrencyMismatch,
    /// The amount does not fit 64 bits.
    #[error("the amount is too large")]
    Overflow,
}

impl Money {
    /// An amount.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The sum, when both are of one currency and it fits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// Splits by weights with the largest-remainder method: every cent is kept, none is made.
    /// Ties go to the earlier part. Weights that sum to zero give everything to the first part.
    pub fn split(self, weights: &[u32]) -> Vec<Self> {
        let total: i128 = weights.iter().copied().map(i128::from).sum();
        let amount = i128::from(self.minor);
        let mut parts: Vec<i128> = Vec::with_capacity(weights.len());
        let mut remainders: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
        for (index, weight) in weights.iter().copied().map(i128::from).enumerate() {
            let share = amount.abs() * weight;
            parts.push(share.checked_div(total).unwrap_or(0));
            remainders.push((share.checked_rem(total).unwrap_or(0), index));
        }
        let mut left = amount.abs() - parts.iter().sum::<i128>();
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        if total == 0 {
            parts.iter_mut().take(1).for_each(|part| *part = left);
            left = 0;
        }
        for (_, index) in remainders {
            if left > 0 {
                parts[index] += 1;
                left -= 1;
            }
        }
        let sign = amount.signum();
        parts
            .into_iter()
            .map(|part| Self { minor: i64::try_from(part * sign).unwrap_or(self.minor), ..self })
            .collect()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} (minor units)", self.currency.as_str(), self.minor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::{Currency, Money, MoneyError};

    #[test]
    fn two_currencies_have_no_sum() {
        let sum = Money::new(1, Currency::BRL).checked_add(Money::new(1, Currency::USD));
        assert_eq!(sum, Err(MoneyError::CurrencyMismatch));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_an_error_not_a_wrap() {
        let sum = Money::new(i64::MAX, Currency::BRL).checked_add(Money::new(1, Currency::BRL));
        assert_eq!(sum, Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn a_split_keeps_every_cent(
            minor in -1_000_000_000_i64..1_000_000_000,
            weights in prop::collection::vec(any::<u32>(), 1..20),
        ) {
            let parts = Money::new(minor, Currency::BRL).split(&weights);
            assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor);
            assert!(parts.iter().all(|p| p.minor.signum() * minor.signum() >= 0));
        }

        #[test]
        fn equal_weights_differ_by_at_most_one_cent(minor in 0_i64..1_000_000, n in 1_usize..30) {
            let parts = Money::new(minor, Currency::USD).split(&vec![1; n]);
            let (min, max) = (parts.iter().map(|p| p.minor).min(), parts.iter().map(|p| p.minor).max());
            assert!(max.unwrap() - min.unwrap() <= 1);
        }
    }
}
