//! The launcher against the real server of this machine.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

use leme_cluster::{Cluster, Options, Origin};

/// A folder of its own for each test, its server stopped at the end whatever happens.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("leme-cluster-{name}-{}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = Cluster::destroy(&self.0, &fast());
    }
}

fn fast() -> Options {
    Options { durable: false, ..Options::default() }
}

fn open(dir: &Path) -> Cluster {
    Cluster::open(dir, &fast()).unwrap()
}

fn kept(cluster: &Cluster) -> Option<String> {
    let rows = cluster.execute("shop", "select text from notes").unwrap();
    rows.into_iter().flatten().flatten().next()
}

#[test]
fn data_is_kept_across_a_stop() {
    let folder = Folder::new("kept");
    let first = open(&folder.0);
    assert_eq!(first.origin(), Origin::Created);
    assert!(first.ensure_database("shop").unwrap());
    assert!(!first.ensure_database("shop").unwrap());
    first.execute("shop", "create table notes as select 'kept' as text").unwrap();
    let port = first.port();
    first.stop().unwrap();
    assert!(Cluster::find(&folder.0, &fast()).unwrap().is_none());

    let second = open(&folder.0);
    assert_eq!(second.origin(), Origin::Started);
    assert_eq!(second.port(), port, "a client's URL stays true");
    assert_eq!(kept(&second).as_deref(), Some("kept"));
}

#[test]
fn a_server_that_outlived_its_launcher_is_adopted() {
    let folder = Folder::new("adopted");
    let first = open(&folder.0);
    let pid = first.pid();
    // What kill -9 of a launcher leaves behind: a running server and nobody who knows it.
    drop(first);
    let second = open(&folder.0);
    assert_eq!((second.origin(), second.pid()), (Origin::Adopted, pid));
}

#[test]
fn a_server_killed_with_its_pid_file_left_behind_starts_again() {
    let folder = Folder::new("killed");
    let first = open(&folder.0);
    let killed = Command::new("kill").args(["-9", &first.pid().to_string()]).status().unwrap();
    assert!(killed.success());
    let second = open(&folder.0);
    assert_eq!(second.origin(), Origin::Started);
    assert_ne!(second.pid(), first.pid());
    assert_eq!(second.execute("postgres", "select 1").unwrap(), vec![vec![Some("1".into())]]);
}

#[test]
fn two_openers_at_once_get_one_server() {
    let folder = Folder::new("together");
    let (a, b) = std::thread::scope(|scope| {
        let a = scope.spawn(|| open(&folder.0).pid());
        let b = scope.spawn(|| open(&folder.0).pid());
        (a.join().unwrap(), b.join().unwrap())
    });
    assert_eq!(a, b);
}

#[test]
fn the_password_is_private_and_tcp_needs_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("private");
    let cluster = open(&folder.0);
    let base = cluster.data_dir().parent().unwrap();
    let mode = |name: &str| base.join(name).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("password"), mode("socket"), mode("data")), (0o600, 0o700, 0o700));
    let url = cluster.tcp_url("postgres").unwrap();
    assert!(url.starts_with("postgres://leme:") && url.contains("@127.0.0.1:"), "{url}");
    let rule = "select auth_method from pg_hba_file_rules where type = 'host'";
    let rows = cluster.execute("postgres", rule).unwrap();
    assert_eq!(rows, vec![vec![Some("scram-sha-256".into())]]);
}

#[test]
fn a_folder_with_a_long_path_still_gets_a_socket() {
    let folder = Folder::new(&"deep".repeat(25));
    let cluster = open(&folder.0);
    assert!(cluster.notes().iter().any(|note| note.contains("socket")), "{:?}", cluster.notes());
}

#[test]
fn a_folder_the_servers_user_may_not_enter_is_avoided_and_said() {
    use std::os::unix::fs::PermissionsExt;
    let closed = Folder::new("closed");
    std::fs::create_dir_all(&closed.0).unwrap();
    std::fs::set_permissions(&closed.0, std::fs::Permissions::from_mode(0o700)).unwrap();
    let inside = Folder(closed.0.join("home"));
    let cluster = open(&inside.0);
    assert_eq!(cluster.execute("postgres", "select 1").unwrap().len(), 1);
    // Without root the server runs as us, and nothing of ours is closed to it.
    let elsewhere = !cluster.data_dir().starts_with(&closed.0);
    assert_eq!(elsewhere, cluster.notes().iter().any(|note| note.contains("may not enter")));
    assert_eq!(elsewhere, runs_as_root());
}

fn runs_as_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0")
}

#[test]
fn a_machine_without_postgresql_is_told_how_to_get_it() {
    let folder = Folder::new("absent");
    let nowhere = Options { bin_dirs: Some(vec![PathBuf::from("/nonexistent")]), ..fast() };
    let error = Cluster::open(&folder.0, &nowhere).unwrap_err().to_string();
    assert!(error.contains("apt-get install"), "{error}");
    assert!(!folder.0.exists(), "nothing is made before the programs are found");
}

#[test]
fn a_database_name_that_needs_quoting_is_refused() {
    let folder = Folder::new("names");
    let cluster = open(&folder.0);
    assert!(cluster.ensure_database("x; drop table y").is_err());
    assert!(cluster.drop_database("").is_err());
}
