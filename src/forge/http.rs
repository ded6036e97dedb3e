//! Requests to a review server. Reads are tried again; writes are not, because only their sender can tell whether a
//! lost one was done.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::http::Response;
use ureq::tls::TlsConfig;
use ureq::{Agent, Body, Timeout};

use super::Credentials;
use super::moment::Backoff;
use crate::audit::source::roots;

/// The largest answer that is read.
const MOST_BYTES: u64 = 64 << 20;

/// What is shown of what a server says about a refusal.
const MOST_SAID: usize = 300;

/// How to talk to a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long one request may take, from its first to its last byte.
    pub timeout: Duration,
    /// How often a read is tried.
    pub tries: u32,
    /// Certificates that are trusted instead of the usual ones.
    pub ca: Option<PathBuf>,
    /// What pauses between tries grow from.
    pub pause: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            tries: 5,
            ca: None,
            pause: Duration::from_millis(500),
        }
    }
}

/// Talks to one server. Proxies come from the environment (`HTTPS_PROXY`, `NO_PROXY`); certificates are verified.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    base: String,
    authorization: Option<Secret>,
    user: Option<String>,
    options: Options,
}

/// Something that no message may show.
#[derive(Clone)]
pub(super) struct Secret(pub(super) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// An answer that is not complete; another try may bring all of it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Broken(pub(super) String);

/// What became of one try.
#[derive(Debug)]
pub(super) enum Answer {
    /// It was done.
    Done(Vec<u8>),
    /// The server refused, and did nothing.
    Refused(Refusal),
    /// Nothing was sent.
    Unsent(String),
    /// It was sent, and nobody knows what became of it.
    Lost(String),
}

/// Why a server did not do something.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// The server's own words, on one line.
    pub(super) said: String,
    /// How long the server asks to wait.
    pub(super) wait: Option<Duration>,
}

impl Client {
    /// A client of the server at a URL.
    ///
    /// # Errors
    /// If the certificates cannot be read, or credentials would go over an open line.
    pub fn new(base: &str, credentials: Option<&Credentials>, options: Options) -> Result<Self> {
        let base = base.trim_end_matches('/').to_owned();
        ensure!(
            base.starts_with("https://") || base.starts_with("http://"),
            "`{base}` is no URL of a server; write one such as https://review.example.org"
        );
        if credentials.is_some() && base.starts_with("http://") && !is_loopback(&base) {
            bail!(
                "{base} is not encrypted, and a password would be readable on the way; use https://"
            );
        }
        let mut tls = TlsConfig::builder();
        if let Some(path) = &options.ca {
            tls = tls.root_certs(roots(path)?);
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(options.timeout))
            .timeout_connect(Some(options.timeout.min(Duration::from_secs(10))))
            .user_agent(concat!("rulebook/", env!("CARGO_PKG_VERSION")))
            .max_redirects(3)
            .tls_config(tls.build())
            .build()
            .new_agent();
        let authorization = credentials.map(Credentials::basic);
        let user = credentials.map(|credentials| credentials.user.clone());
        Ok(Self { agent, base, authorization, user, options })
    }

    /// The server's URL, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// As whom requests are made, if credentials were given.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Pauses between tries.
    pub(super) fn backoff(&self) -> Backoff {
        Backoff::new(self.options.pause)
    }

    /// How often something is tried.
    pub(super) fn tries(&self) -> u32 {
        self.options.tries
    }

    /// Reads something, with further tries where one may help. `whole` says what is wrong with an answer that is
    /// not complete.
    pub(super) fn read<T>(&self, path: &str, whole: impl Fn(&[u8]) -> Result<T>) -> Result<T> {
        let mut backoff = self.backoff();
        for tried in 1.. {
            let (why, wait) = match self.send("GET", path, None) {
                Answer::Done(bytes) => match whole(&bytes) {
                    Ok(read) => return Ok(read),
                    Err(error) if error.is::<Broken>() => (error.to_string(), None),
                    Err(error) => return Err(error.context(format!("GET {}{path}", self.base))),
                },
                Answer::Refused(refusal) if refusal.may_pass() => {
                    (refusal.to_string(), refusal.wait)
                }
                Answer::Refused(refusal) => return Err(self.refused("GET", path, &refusal)),
                Answer::Unsent(why) | Answer::Lost(why) => (why, None),
            };
            if tried >= self.options.tries {
                let times = if tried == 1 { "once".to_owned() } else { format!("{tried} times") };
                bail!("GET {}{path}: tried {times}: {why}", self.base);
            }
            backoff.wait(wait);
        }
        unreachable!("the last try returns")
    }

    /// One try of a request.
    pub(super) fn send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Answer {
        let url = format!("{}{path}", self.base);
        let request = ureq::http::Request::builder().method(method).uri(&url);
        // Gerrit sends a file's bytes in base64, but to who wants nothing but JSON as a text, spoiled if it is none.
        let accept = if path.ends_with("/content") { "*/*" } else { "application/json" };
        let mut request = request.header("Accept", accept);
        if let Some(secret) = &self.authorization {
            request = request.header("Authorization", &secret.0);
        }
        let sent = match body {
            Some(body) => request
                .header("Content-Type", "application/json; charset=UTF-8")
                .body(body.to_vec())
                .map_err(ureq::Error::from)
                .and_then(|request| self.agent.run(request)),
            None => request.body(()).map_err(ureq::Error::from).and_then(|r| self.agent.run(r)),
        };
        match sent {
            Ok(response) => answer(response),
            Err(error) => lost(&error),
        }
    }

    /// A refusal as an error: which request, what the server said, and what may help.
    pub(super) fn refused(&self, method: &str, path: &str, refusal: &Refusal) -> anyhow::Error {
        let help = match (refusal.status, &self.user) {
            (401, Some(user)) => format!(
                "; the password or token of `{user}` is wrong or has expired (a login password is none: make an HTTP token in the server's settings)"
            ),
            (401 | 403 | 404, None) => {
                "; without credentials only what everybody may see is there: put them into ~/.netrc, a git credential helper, or RULEBOOK_FORGE_USER and RULEBOOK_FORGE_TOKEN".to_owned()
            }
            (403, Some(user)) => format!("; `{user}` may not do that"),
            (404, Some(user)) => format!("; it is not there, or `{user}` may not see it"),
            (413, _) => "; the server or a proxy before it takes no request of that size".to_owned(),
            (429, _) => "; the server is asked too often; try later".to_owned(),
            _ => String::new(),
        };
        anyhow::anyhow!("{method} {}{path}: {refusal}{help}", self.base)
    }
}

impl Refusal {
    /// Whether the same request may be answered later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self.status, 408 | 429 | 500 | 502 | 503 | 504)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.status)?;
        if self.said.is_empty() { Ok(()) } else { write!(f, " {}", self.said) }
    }
}

impl Credentials {
    fn basic(&self) -> Secret {
        let both = STANDARD.encode(format!("{}:{}", self.user, self.secret.0));
        Secret(format!("Basic {both}"))
    }
}

fn answer(response: Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let asked = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
    let wait = asked.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    let mut body = response.into_body();
    let read = body.with_config().limit(MOST_BYTES).read_to_vec();
    match (status, read) {
        (200..=299, Ok(bytes)) => Answer::Done(bytes),
        (200..=299, Err(error)) => Answer::Lost(format!("the answer broke off: {error}")),
        (_, read) => {
            Answer::Refused(Refusal { status, said: on_one_line(&read.unwrap_or_default()), wait })
        }
    }
}

/// Whether a request that came to nothing can have reached the server.
fn lost(error: &ureq::Error) -> Answer {
    let unsent = match error {
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::BadUri(_)
        | ureq::Error::Http(_)
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::Tls(_)
        | ureq::Error::Pem(_)
        | ureq::Error::ConnectProxyFailed(_) => true,
        ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        _ => false,
    };
    let why = error.to_string();
    if unsent { Answer::Unsent(why) } else { Answer::Lost(why) }
}

/// What a server said, as a part of a sentence that a terminal can show.
fn on_one_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if text.trim_start().starts_with('<') {
        return "(a page for browsers)".to_owned();
    }
    let words: Vec<_> = text.split_whitespace().collect();
    let harmless = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    words.join(" ").chars().take(MOST_SAID).map(harmless).collect()
}

fn is_loopback(base: &str) -> bool {
    let host = base.trim_start_matches("http://");
    let host = host.split(['/', '?']).next().unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
