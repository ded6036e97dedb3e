//! Who we are to a server. A secret comes from the environment, from netrc or from git's credential helper; it is in
//! no argument, and nothing prints it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use netrc::Netrc;

use super::http::Secret;

/// The environment variables that name a user and carry a token.
pub const USER: &str = "RULEBOOK_FORGE_USER";
/// The token that belongs to [`USER`].
pub const TOKEN: &str = "RULEBOOK_FORGE_TOKEN";

/// A user and a password or token.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user's name on the server.
    pub user: String,
    pub(super) secret: Secret,
}

impl Credentials {
    /// A user with a password or token.
    pub fn new(user: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { user: user.into(), secret: Secret(secret.into()) }
    }

    /// The credentials for a server: of the environment, else of netrc, else those that git would use.
    ///
    /// # Errors
    /// If there are some that cannot be read.
    pub fn find(base: &str) -> Result<Option<Self>> {
        if let Some(own) = of_environment() {
            return Ok(Some(own));
        }
        if let Some(own) = of_netrc(base)? {
            return Ok(Some(own));
        }
        Ok(of_git(base))
    }
}

fn of_environment() -> Option<Credentials> {
    let value = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    Some(Credentials::new(value(USER)?, value(TOKEN)?))
}

/// The host of a URL, without its port: netrc has no ports.
fn host(base: &str) -> &str {
    let after = base.split_once("://").map_or(base, |(_, rest)| rest);
    let host = after.split(['/', '?']).next().unwrap_or(after);
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

// rust-netrc reads quotes, `#` in passwords, `default` and macros, which a few lines of ours would not.
fn of_netrc(base: &str) -> Result<Option<Credentials>> {
    let Some(path) = Netrc::get_file() else { return Ok(None) };
    // Its own error would repeat a part of the file.
    let netrc = Netrc::from_file(&path).ok();
    let netrc = netrc.with_context(|| format!("{} cannot be read as netrc", path.display()))?;
    let found = netrc.hosts.get(host(base));
    let usable = found.filter(|entry| !entry.login.is_empty() && !entry.password.is_empty());
    Ok(usable.map(|entry| Credentials::new(&*entry.login, &*entry.password)))
}

/// What git's credential helpers know; git must not ask anybody.
fn of_git(base: &str) -> Option<Credentials> {
    let mut git = Command::new("git")
        .args(["-c", "core.askPass=", "credential", "fill"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "true")
        .env_remove("SSH_ASKPASS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    git.stdin.take()?.write_all(format!("url={base}\n\n").as_bytes()).ok()?;
    let output = git.wait_with_output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.filter(|value| !value.is_empty())
    };
    Some(Credentials::new(value("username")?, value("password")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let own = Credentials::new("rita", "very-secret");
        assert!(!format!("{own:?}").contains("very-secret"));
    }

    #[test]
    fn the_host_of_a_url_is_what_netrc_calls_a_machine() {
        assert_eq!(host("https://review.example.org:8443/gerrit"), "review.example.org");
        assert_eq!(host("http://localhost"), "localhost");
    }
}
