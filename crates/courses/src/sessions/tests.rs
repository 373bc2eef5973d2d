//! Visits begin, go on and end, and the audit hears of each once.
use chrono::TimeDelta;

use crate::harness::School;

#[tokio::test]
async fn a_visit_is_told_when_it_begins_and_when_it_ends() {
    let (school, clock) = School::with_clock().await;
    let learner = school.learner(school.entitled(), "ada");
    for _ in 0..3 {
        learner.get("/v1/catalogue").await.expect(200);
    }
    let started = school.told("session.started", 1).await;
    clock.advance(TimeDelta::minutes(31));
    let ended = school.told("session.ended", 1).await;
    assert_eq!((started.len(), ended.len()), (1, 1));
    assert_eq!(started[0].payload["session_id"], ended[0].payload["session_id"]);
    assert_eq!(started[0].actor_id, ended[0].actor_id);
}
