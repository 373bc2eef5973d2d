//! All children together: started in waves, watched, stopped in reverse.
use std::collections::BTreeMap;

use anyhow::{Result, bail};
use tokio::sync::{mpsc, watch};

use super::children::{Event, Spec, Supervised, Wish};
use super::logs::Sink;
use super::run_json::RunFile;
use super::{ready, table};
use crate::state::StateDir;

/// A role that ends this often before it was ever ready will not become ready.
const STARTS: usize = 4;

/// The children and what is known of them.
pub(crate) struct Fleet {
    state: StateDir,
    sink: Sink,
    children: Vec<(Supervised, watch::Sender<Wish>)>,
    pids: BTreeMap<String, u32>,
    sender: mpsc::UnboundedSender<Event>,
    events: mpsc::UnboundedReceiver<Event>,
    published: Option<RunFile>,
    hurry: watch::Sender<bool>,
}

/// Lets somebody else end the children at once.
pub(crate) struct Stopper(watch::Sender<bool>);

impl Stopper {
    pub(crate) fn now(&self) {
        self.0.send_replace(true);
    }
}

impl Fleet {
    pub(crate) fn new(state: &StateDir, on_screen: bool) -> Result<Self> {
        let (sender, events) = mpsc::unbounded_channel();
        Ok(Self {
            state: state.clone(),
            sink: Sink::new(&state.logs(), on_screen)?,
            children: Vec::new(),
            pids: BTreeMap::new(),
            sender,
            events,
            published: None,
            hurry: watch::channel(false).0,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.children.len()
    }

    /// Starts these and waits until each one is ready.
    pub(crate) async fn start(&mut self, wave: Vec<Spec>) -> Result<()> {
        let ports: Vec<(&'static str, u16)> =
            wave.iter().filter_map(|spec| Some((spec.name, spec.port?))).collect();
        for spec in wave {
            let (wish, wished) = watch::channel(Wish::Run);
            let child = Supervised::begin(spec, self.sink.clone(), self.sender.clone(), wished);
            self.children.push((child, wish));
        }
        tokio::select! {
            ready = ready::all(&ports) => ready,
            gave_up = self.until_hopeless() => gave_up,
        }
    }

    async fn until_hopeless(&mut self) -> Result<()> {
        let mut ended: BTreeMap<&str, usize> = BTreeMap::new();
        while let Some(event) = self.events.recv().await {
            self.note(&event)?;
            if let Event::Ended { name, how, .. } = &event {
                let times = ended.entry(name).or_default();
                *times += 1;
                if *times == STARTS {
                    let log = self.state.logs().join(format!("{name}.log"));
                    let tail = self.sink.last_lines(name);
                    bail!("{name} does not start ({how}); {} ends with:\n{tail}", log.display());
                }
            }
        }
        Ok(())
    }

    /// Writes run.json and shows the table.
    pub(crate) fn publish(&mut self, mut run: RunFile) -> Result<()> {
        while let Ok(event) = self.events.try_recv() {
            self.note(&event)?;
        }
        run.pids.extend(self.pids.clone());
        self.pids.clone_from(&run.pids);
        run.write(&self.state)?;
        table::print(&run);
        self.published = Some(run);
        Ok(())
    }

    /// For what is watched beside the children.
    pub(crate) fn events(&self) -> mpsc::UnboundedSender<Event> {
        self.sender.clone()
    }

    /// Stays with them; returns only on an error of our own.
    pub(crate) async fn supervise(&mut self) -> Result<()> {
        while let Some(event) = self.events.recv().await {
            self.note(&event)?;
        }
        Ok(())
    }

    fn note(&mut self, event: &Event) -> Result<()> {
        match event {
            Event::Started { name, pid } => {
                let again = self.pids.insert((*name).to_owned(), *pid).is_some();
                if again {
                    self.sink.say(name, &format!("started again as process {pid}"));
                }
            }
            Event::Ended { name, how, again_in } => {
                let pause = again_in.as_millis();
                self.sink.say(name, &format!("ended ({how}); starts again in {pause} ms"));
            }
        }
        if let Some(run) = &mut self.published {
            run.pids.extend(self.pids.clone());
            run.write(&self.state)?;
        }
        Ok(())
    }

    pub(crate) fn stopper(&self) -> Stopper {
        Stopper(self.hurry.clone())
    }

    /// Stops them one after another, the last started first.
    pub(crate) async fn stop(mut self) {
        let mut hurried = self.hurry.subscribe();
        while let Some((mut child, wish)) = self.children.pop() {
            wish.send_replace(Wish::Drain);
            tokio::select! {
                () = child.ended() => continue,
                _ = hurried.wait_for(|now| *now) => {}
            }
            self.sink.say(child.spec.name, "ended at once");
            wish.send_replace(Wish::EndNow);
            child.ended().await;
        }
    }
}
