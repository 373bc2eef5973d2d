//! Supervision, tried with shell scripts as children.
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};

use super::{Event, Spec, Supervised, Wish};
use crate::up::logs::Sink;

struct Trial {
    child: Supervised,
    events: mpsc::UnboundedReceiver<Event>,
    wish: watch::Sender<Wish>,
    sink: Sink,
    _logs: tempfile::TempDir,
}

impl Trial {
    fn of(script: &str) -> Self {
        let logs = tempfile::tempdir().unwrap();
        let sink = Sink::new(logs.path(), false).unwrap();
        let (sender, events) = mpsc::unbounded_channel();
        let (wish, wished) = watch::channel(Wish::Run);
        let spec = Spec {
            name: "trial",
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), script.into()],
            environment: vec![("LEME_HTTP_ADDR", "given".into())],
            port: None,
        };
        let child = Supervised::begin(spec, sink.clone(), sender, wished);
        Self { child, events, wish, sink, _logs: logs }
    }

    async fn next(&mut self) -> Event {
        timeout(Duration::from_secs(10), self.events.recv()).await.unwrap().unwrap()
    }

    /// Waits until the child has said this.
    async fn hears(&self, text: &str) {
        let said = async {
            while !self.sink.last_lines("trial").contains(text) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(10), said).await.unwrap();
    }

    async fn ended(&mut self) {
        timeout(Duration::from_secs(10), self.child.ended()).await.unwrap();
    }
}

#[tokio::test]
async fn a_child_that_ends_is_started_again_after_a_growing_pause() {
    let mut trial = Trial::of("exit 3");
    let mut pauses = Vec::new();
    while pauses.len() < 3 {
        if let Event::Ended { how, again_in, .. } = trial.next().await {
            assert_eq!(how, "exit code 3");
            pauses.push(again_in.as_millis());
        }
    }
    assert_eq!(pauses, [200, 400, 800]);
}

#[tokio::test]
async fn a_killed_child_is_started_again_as_another_process() {
    let mut trial = Trial::of("kill -9 $$");
    let Event::Started { pid: first, .. } = trial.next().await else { panic!("not started") };
    let Event::Ended { how, .. } = trial.next().await else { panic!("not ended") };
    assert_eq!(how, "signal 9");
    let Event::Started { pid: second, .. } = trial.next().await else { panic!("not again") };
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_tried_again_too() {
    let mut trial = Trial::of("true");
    trial.wish.send_replace(Wish::Drain);
    trial.ended().await;
    let spec = Spec { program: "/nonexistent".into(), ..trial.child.spec.clone() };
    let (sender, mut events) = mpsc::unbounded_channel();
    let again = Supervised::begin(spec, trial.sink.clone(), sender, watch::channel(Wish::Run).1);
    let event = timeout(Duration::from_secs(5), events.recv()).await.unwrap().unwrap();
    assert!(matches!(event, Event::Ended { how, .. } if how.contains("No such file")));
    drop(again);
}

#[tokio::test]
async fn a_child_is_asked_to_stop_and_may_finish_its_work() {
    let mut trial =
        Trial::of("trap 'echo finished; exit 0' TERM; echo up; while :; do sleep 0.02; done");
    trial.hears("up").await;
    trial.wish.send_replace(Wish::Drain);
    trial.ended().await;
    trial.hears("finished").await;
}

#[tokio::test]
async fn a_child_that_does_not_stop_is_ended_when_hurried() {
    let mut trial = Trial::of("trap '' TERM; echo up; while :; do sleep 0.02; done");
    trial.hears("up").await;
    let begun = Instant::now();
    trial.wish.send_replace(Wish::Drain);
    tokio::time::sleep(Duration::from_millis(100)).await;
    trial.wish.send_replace(Wish::EndNow);
    trial.ended().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_child_gets_only_the_variables_it_was_given() {
    let trial = Trial::of("env | grep ^LEME_ | tr '\\n' ' '; echo end; sleep 60");
    trial.hears("LEME_HTTP_ADDR=given end").await;
}
