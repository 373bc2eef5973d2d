//! Which user the server runs as: PostgreSQL refuses to be root.
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The user of the server's processes and files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name, for people.
    pub name: String,
    uid: u32,
    gid: u32,
    switch: bool,
}

impl Account {
    /// Ourselves; or `postgres`, else `nobody`, when we are root.
    pub fn of_the_server() -> Result<Self> {
        let me = std::fs::metadata("/proc/self").or_else(|_| own_file())?;
        if me.uid() != 0 {
            let name = std::env::var("USER").unwrap_or_else(|_| me.uid().to_string());
            return Ok(Self { name, uid: me.uid(), gid: me.gid(), switch: false });
        }
        let passwd = std::fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
        match ["postgres", "nobody"].iter().find_map(|name| in_passwd(&passwd, name)) {
            Some(account) => Ok(account),
            None => bail!("PostgreSQL does not run as root, and there is no user to run it as"),
        }
    }

    /// The user's id.
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// A command that runs as this user.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if self.switch {
            command.uid(self.uid).gid(self.gid).env("HOME", "/").current_dir("/");
        }
        command
    }

    /// Gives a file or folder to this user.
    pub(crate) fn own(&self, path: &Path) -> Result<()> {
        if self.switch {
            chown(path, Some(self.uid), Some(self.gid))
                .with_context(|| format!("giving {} to {}", path.display(), self.name))?;
        }
        Ok(())
    }

    /// The outermost folder above `path` this user may not pass through; one that is not there
    /// yet is made by us, and open.
    pub(crate) fn blocked_at<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        let parents = path.ancestors().skip(1).filter(|p| !p.as_os_str().is_empty());
        if self.switch { parents.filter(|p| p.exists() && !self.may_pass(p)).last() } else { None }
    }

    fn may_pass(&self, folder: &Path) -> bool {
        let Ok(meta) = std::fs::metadata(folder) else { return false };
        let bit = match (meta.uid() == self.uid, meta.gid() == self.gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        meta.mode() & bit != 0
    }
}

/// A file made by us tells who we are where there is no /proc.
fn own_file() -> std::io::Result<std::fs::Metadata> {
    let path = std::env::temp_dir().join(format!("leme-who-{}", std::process::id()));
    std::fs::write(&path, "")?;
    let meta = std::fs::metadata(&path);
    std::fs::remove_file(&path)?;
    meta
}

fn in_passwd(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name: name.to_owned(), uid, gid, switch: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_from_passwd() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres:x:101:104:,,,:/var/lib:/bin/bash\n";
        let account = in_passwd(passwd, "postgres").unwrap();
        assert_eq!((account.uid, account.gid), (101, 104));
        assert_eq!(in_passwd(passwd, "post"), None);
    }

    #[test]
    fn a_closed_parent_folder_is_found() {
        use std::os::unix::fs::PermissionsExt;
        let root = std::env::temp_dir().join(format!("leme-closed-{}", std::process::id()));
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o700)).unwrap();
        let other = Account { name: "x".into(), uid: 54_321, gid: 54_321, switch: true };
        let inside = root.join("a/data");
        assert_eq!(other.blocked_at(&inside), Some(root.as_path()));
        std::fs::remove_dir_all(&root).unwrap();
    }
}
