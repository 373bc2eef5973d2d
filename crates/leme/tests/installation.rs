//! The program as a person uses it: up, killed, up again, down.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "it waits for other processes and serves nobody")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

/// An installation in a folder of its own, cleaned whatever happens.
struct Installation(PathBuf);

impl Installation {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("leme-{name}-{}", std::process::id())))
    }

    fn leme(&self, arguments: &[&str]) -> Output {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Command::new(env!("CARGO_BIN_EXE_leme"))
            .args(arguments)
            .current_dir(root)
            .env("LEME_STATE_DIR", &self.0)
            .env_remove("DATABASE_URL")
            .output()
            .unwrap()
    }

    fn up(&self) -> String {
        let output = self.leme(&["up", "--detach", "--port", "0"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}\n{why}");
        text
    }

    fn run(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.0.join("run.json")).unwrap()).unwrap()
    }

    fn pid(&self, name: &str) -> u64 {
        self.run()["pids"][name].as_u64().unwrap()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.leme(&["clean"]);
    }
}

fn alive(pid: u64) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z ")
}

fn kill(pid: u64) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

fn eventually(what: &str, so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

const ROLES: [&str; 4] = ["kernel", "idp", "edge", "courses"];

#[test]
fn it_comes_up_survives_every_kill_and_goes_down_clean() {
    let it = Installation::new("life");
    let printed = it.up();
    for step in ["database", "migrate", "seed", "start", "Sign in as"] {
        assert!(printed.contains(step), "{printed}");
    }
    assert!(it.leme(&["up", "--detach"]).status.success(), "a second up says it runs");

    // A killed role is started again, and run.json says so.
    let courses = it.pid("courses");
    kill(courses);
    eventually("courses starts again", || it.pid("courses") != courses);

    // A killed database server is started again.
    let database = it.pid("database");
    kill(database);
    eventually("the database starts again", || it.pid("database") != database);

    // A killed supervisor leaves no role behind, and the next one takes the database over.
    let before = it.run();
    kill(it.pid("up"));
    for role in ROLES {
        let pid = before["pids"][role].as_u64().unwrap();
        eventually(&format!("{role} ends with its supervisor"), || !alive(pid));
    }
    assert!(it.up().contains("was still running"));

    let pids = it.run()["pids"].clone();
    assert!(it.leme(&["down"]).status.success());
    for (name, pid) in pids.as_object().unwrap() {
        assert!(!alive(pid.as_u64().unwrap()), "{name} still runs");
    }
    assert!(!it.0.join("run.json").exists());
}

#[test]
fn a_taken_port_is_said_plainly() {
    let it = Installation::new("port");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = it.leme(&["up", "--port", &port]);
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(why.contains(&format!("port {port} is used by another program")), "{why}");
}
