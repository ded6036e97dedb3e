//! Requests to a package index. All of them are reads, and are tried again where that may help.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// How often a request is tried.
const TRIES: u32 = 4;

/// How long the first pause between two tries is.
const PAUSE: Duration = Duration::from_millis(500);

/// Variables that name a file with the certificates to be trusted, as pip and others read them.
const CERTIFICATES: [&str; 3] = ["PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"];

/// Certificates from a file (PEM).
///
/// # Errors
/// If it cannot be read, or holds none.
pub(crate) fn roots(path: &Path) -> Result<RootCerts> {
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(one) = item.with_context(|| format!("{}", path.display()))? {
            certificates.push(one);
        }
    }
    ensure!(!certificates.is_empty(), "{} holds no certificate (PEM)", path.display());
    Ok(RootCerts::new_with_certs(&certificates))
}

/// Somebody who asks for pages and files. Proxies come from the environment (`HTTPS_PROXY`, `NO_PROXY`).
#[derive(Debug, Clone)]
pub(super) struct Client {
    agent: Agent,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// The server says that there is no such thing.
    Absent,
    /// It could not be asked, or refused.
    Failed(String),
}

impl Client {
    pub(super) fn new() -> Result<Self> {
        let mut tls = TlsConfig::builder();
        let given = CERTIFICATES.iter().find_map(std::env::var_os).filter(|path| !path.is_empty());
        if let Some(path) = given {
            tls = tls.root_certs(roots(Path::new(&path))?);
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_recv_response(Some(Duration::from_secs(60)))
            .timeout_recv_body(Some(Duration::from_secs(600)))
            .user_agent(concat!("rulebook/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Self { agent })
    }

    /// Hands the body of an answer on. `take` is called once for each try.
    pub(super) fn get<T>(
        &self,
        url: &str,
        accept: &str,
        mut take: impl FnMut(&mut dyn Read) -> Result<T, std::io::Error>,
    ) -> Result<T, Unanswered> {
        let mut why = String::new();
        for tried in 0..TRIES {
            if tried > 0 {
                std::thread::sleep(PAUSE * 2_u32.pow(tried - 1));
            }
            let (url, authorization) = without_credentials(url);
            let mut request = self.agent.get(&url).header("Accept", accept);
            if let Some(value) = &authorization {
                request = request.header("Authorization", value);
            }
            match request.call() {
                Ok(response) => match response.status().as_u16() {
                    200..=299 => match take(&mut response.into_body().into_reader()) {
                        Ok(taken) => return Ok(taken),
                        Err(error) => why = format!("the answer broke off: {error}"),
                    },
                    404 | 410 => return Err(Unanswered::Absent),
                    status @ (408 | 429 | 500..) => why = format!("it answers {status}"),
                    status => return Err(Unanswered::Failed(format!("it answers {status}"))),
                },
                Err(error) => why = error.to_string(),
            }
        }
        Err(Unanswered::Failed(format!("tried {TRIES} times: {why}")))
    }
}

/// A URL as it may be shown, and what its user and password are as a header.
pub(super) fn without_credentials(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), None) };
    let host = rest.split('/').next().unwrap_or(rest);
    let Some((credentials, _)) = host.rsplit_once('@') else { return (url.to_owned(), None) };
    let plain = percent_encoding::percent_decode_str(credentials).collect::<Vec<u8>>();
    let shown = format!("{scheme}://{}", &rest[credentials.len() + 1..]);
    (shown, Some(format!("Basic {}", STANDARD.encode(plain))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_has_a_password_in_it() {
        let (shown, header) = without_credentials("https://user:p%40ss@index.example/simple/@x");
        assert_eq!(shown, "https://index.example/simple/@x");
        assert_eq!(header.as_deref(), Some("Basic dXNlcjpwQHNz"));
        assert_eq!(without_credentials("https://index.example/a@b").1, None);
    }
}
