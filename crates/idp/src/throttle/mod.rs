//! Slows guessing down. Invariants: an attempt counts as failed until it has succeeded, so parallel
//! guesses gain nothing; while blocked nothing is checked and nothing counted, so no block is ever
//! longer than its step; a browser that has signed in before is counted apart, so a stranger
//! cannot lock the owner out.
pub(crate) mod model;
pub(crate) mod queries;

use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::Result;

use self::model::Bucket;

/// Counts an attempt in every bucket. Gives the instant to come back at when one of them is full.
pub(crate) async fn attempt(
    tx: &mut PlatformTx,
    buckets: &[Bucket],
    now: DateTime,
) -> Result<Option<DateTime>> {
    for bucket in buckets {
        let Some(failures) =
            queries::count(tx, &bucket.key, now, now - model::FORGET_AFTER).await?
        else {
            return queries::blocked_until(tx, &bucket.key).await;
        };
        if let Some(wait) = model::wait(failures, bucket.free) {
            queries::block(tx, &bucket.key, now + wait).await?;
        }
    }
    Ok(None)
}

/// Takes the attempt back: it succeeded, or it was not looked at. The account starts anew; an
/// address gets only this one back, or a guesser could clear it with an account of their own.
pub(crate) async fn forgive(tx: &mut PlatformTx, buckets: &[Bucket], anew: bool) -> Result<()> {
    for bucket in buckets {
        if anew && bucket.clears {
            queries::clear(tx, &bucket.key).await?;
        } else {
            queries::take_back(tx, &bucket.key, bucket.free).await?;
        }
    }
    Ok(())
}
