//! Which change on which server: numbers, ids and the addresses that people copy from a browser.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A change as somebody names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The server's URL, if the name says it.
    pub server: Option<String>,
    /// What the server knows it by, ready for a URL.
    pub id: String,
}

/// What a `.gitreview` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// The server's name.
    pub host: String,
    /// The port of its SSH service.
    pub port: Option<u16>,
    /// The project on the server.
    pub project: String,
}

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A part of a URL's path: `a/b` is `a%2Fb`.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

impl Place {
    /// Reads `123`, `project~123`, a Change-Id, or an address such as `https://HOST/c/PROJECT/+/123`.
    ///
    /// # Errors
    /// If it is none of these.
    pub fn read(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.contains("://") {
            return Self::of_url(text);
        }
        let word = |c: char| c.is_ascii_alphanumeric() || "-_.~/%".contains(c);
        ensure!(
            !text.is_empty() && text.chars().all(word) && !text.contains(".."),
            "`{text}` names no change; give its number, its Change-Id or its address in a browser"
        );
        Ok(Self { server: None, id: encoded(&percent_decode_str(text).decode_utf8_lossy()) })
    }

    fn of_url(url: &str) -> Result<Self> {
        let url = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
        if let Some((server, rest)) = url.split_once("/c/")
            && let Some((project, number)) = rest.split_once("/+/")
        {
            let project = percent_decode_str(project).decode_utf8_lossy().into_owned();
            return Ok(Self {
                server: Some(server.to_owned()),
                id: format!("{}~{}", encoded(&project), digits(number, url)?),
            });
        }
        let (server, last) = url.rsplit_once('/').context("there is a slash")?;
        Ok(Self {
            server: Some(server.trim_end_matches("/c").to_owned()),
            id: digits(last, url)?.to_owned(),
        })
    }
}

fn digits<'a>(text: &'a str, url: &str) -> Result<&'a str> {
    let number = text.split('/').next().unwrap_or(text);
    ensure!(
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        "`{url}` is no address of a change; one looks like https://HOST/c/PROJECT/+/NUMBER"
    );
    Ok(number)
}

impl Review {
    /// The nearest `.gitreview` at a folder or above it.
    ///
    /// # Errors
    /// If there is one that says too little.
    pub fn nearest(folder: &Path) -> Result<Option<Self>> {
        for folder in folder.ancestors() {
            let path = folder.join(".gitreview");
            if let Ok(text) = std::fs::read_to_string(&path) {
                return Self::read(&text).with_context(|| path.display().to_string()).map(Some);
            }
        }
        Ok(None)
    }

    fn read(text: &str) -> Result<Self> {
        let mut review = Self::default();
        for line in text.lines().map(str::trim) {
            let Some((key, value)) = line.split_once('=') else { continue };
            let value = value.trim();
            match key.trim() {
                "host" => value.clone_into(&mut review.host),
                "port" => review.port = value.parse().ok(),
                "project" => {
                    value.strip_suffix(".git").unwrap_or(value).clone_into(&mut review.project);
                }
                _ => {}
            }
        }
        if review.host.is_empty() {
            bail!("there is no `host = …`");
        }
        Ok(review)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> (Option<String>, String) {
        let place = Place::read(text).expect("a place");
        (place.server, place.id)
    }

    #[test]
    fn a_change_is_named_by_number_id_or_address() {
        let server = Some("https://review.example.org".to_owned());
        assert_eq!(place("123"), (None, "123".into()));
        assert_eq!(place("openstack/nova~123"), (None, "openstack%2Fnova~123".into()));
        assert_eq!(place("openstack%2Fnova~123"), (None, "openstack%2Fnova~123".into()));
        let url = "https://review.example.org/c/openstack/nova/+/123/4/nova/a.py#7";
        assert_eq!(place(url), (server.clone(), "openstack%2Fnova~123".into()));
        assert_eq!(place("https://review.example.org/123/"), (server.clone(), "123".into()));
        assert_eq!(place("https://review.example.org/c/123"), (server, "123".into()));
        let below = "https://example.org/gerrit/c/x/+/9";
        assert_eq!(place(below), (Some("https://example.org/gerrit".into()), "x~9".into()));
    }

    #[test]
    fn what_names_no_change_is_refused() {
        for text in
            ["", "a b", "../x", "https://example.org/c/x/+/", "https://example.org/q/y", "1?o=2"]
        {
            assert!(Place::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn gitreview_names_host_and_project() {
        let text = "[gerrit]\nhost=review.opendev.org\nport=29418\nproject=openstack/nova.git\n";
        let review = Review::read(text).expect("a review");
        assert_eq!((review.host.as_str(), review.port), ("review.opendev.org", Some(29418)));
        assert_eq!(review.project, "openstack/nova");
        assert!(Review::read("[gerrit]\nproject=x\n").is_err());
    }
}
