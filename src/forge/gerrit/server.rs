//! Questions to a Gerrit server.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;

use super::config::Requirement;
use super::place::encoded;
use super::wire::{Account, ChangeInfo, Checked, Comment, File};
use crate::forge::Client;
use crate::forge::http::{Answer, Broken};

/// What stands before each answer, so that no browser runs it as a script.
const GUARD: &[u8] = b")]}'";

/// How many changes are asked for at once.
const PAGE: usize = 100;

/// A Gerrit server.
#[derive(Debug)]
pub struct Gerrit {
    pub(super) client: Client,
    /// Whom the credentials belong to.
    pub(super) own: Option<Account>,
}

/// A change with what we need to know of it.
#[derive(Debug, Clone)]
pub struct Change {
    pub(super) info: ChangeInfo,
    pub(super) comments: BTreeMap<String, Vec<Comment>>,
    pub(super) files: BTreeMap<String, File>,
    /// What the server knows it by, ready for a URL.
    pub(super) id: String,
    /// The current commit.
    pub commit: String,
    /// Its number among the change's commits.
    pub patch_set: u32,
}

impl Change {
    /// The change's number.
    pub fn number(&self) -> u64 {
        self.info._number
    }

    /// The project's name on the server.
    pub fn project(&self) -> &str {
        &self.info.project
    }

    /// The first line of the commit message.
    pub fn subject(&self) -> &str {
        &self.info.subject
    }

    /// The branch that it is for.
    pub fn branch(&self) -> &str {
        &self.info.branch
    }

    /// Whether it can still be changed.
    pub fn is_open(&self) -> bool {
        self.info.status == "NEW"
    }
}

impl Gerrit {
    /// A server, with whatever credentials the client has; they are tried once.
    ///
    /// # Errors
    /// If the server does not answer, or does not know us.
    pub fn new(client: Client) -> Result<Self> {
        let mut gerrit = Self { client, own: None };
        if gerrit.client.user().is_some() {
            gerrit.own = Some(gerrit.get("/accounts/self")?);
        }
        Ok(gerrit)
    }

    /// A path as it is for those who have credentials, or not.
    pub(super) fn path(&self, path: &str) -> String {
        if self.client.user().is_some() { format!("/a{path}") } else { path.to_owned() }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.client.read(&self.path(path), parsed)
    }

    /// A file of a known size, which is sent in base64. Half of such an answer can look like a whole one.
    pub(super) fn bytes(&self, path: &str, size: i64) -> Result<Vec<u8>> {
        self.client.read(&self.path(path), |bytes| {
            let decoded = STANDARD.decode(bytes.trim_ascii()).ok();
            let whole = decoded.filter(|decoded| i64::try_from(decoded.len()) == Ok(size));
            whole.ok_or_else(|| Broken(format!("the answer is no file of {size} bytes")).into())
        })
    }

    pub(super) fn send<T: serde::Serialize>(&self, method: &str, path: &str, body: &T) -> Answer {
        match serde_json::to_vec(body) {
            Ok(body) => self.client.send(method, &self.path(path), Some(&body)),
            Err(error) => Answer::Unsent(error.to_string()),
        }
    }

    /// A change as it is now.
    ///
    /// # Errors
    /// If it is not there, or not to be seen by us.
    pub fn change(&self, id: &str) -> Result<Change> {
        let options = "o=CURRENT_REVISION&o=MESSAGES&o=DETAILED_ACCOUNTS&o=DETAILED_LABELS";
        let info: ChangeInfo = self.get(&format!("/changes/{id}?{options}"))?;
        // A number alone is ambiguous where projects were imported from another server.
        let id = format!("{}~{}", encoded(&info.project), info._number);
        let commit = info.current_revision.clone();
        let revision = info.revisions.get(&commit);
        let patch_set = revision.context("the server names no current patch set")?._number;
        let comments = self.comments(&id)?;
        let files = self.get(&format!("/changes/{id}/revisions/{commit}/files/"))?;
        Ok(Change { info, comments, files, id, commit, patch_set })
    }

    /// The current commit of a change; asked before anything is posted.
    pub(super) fn current(&self, id: &str) -> Result<String> {
        let info: ChangeInfo = self.get(&format!("/changes/{id}?o=CURRENT_REVISION"))?;
        Ok(info.current_revision)
    }

    /// What was said on a change, by path.
    pub(super) fn comments(&self, id: &str) -> Result<BTreeMap<String, Vec<Comment>>> {
        self.get(&format!("/changes/{id}/comments"))
    }

    /// All changes that a query finds, with their current patch sets and messages.
    pub(super) fn query(&self, query: &str) -> Result<Vec<ChangeInfo>> {
        let mut all: Vec<ChangeInfo> = Vec::new();
        loop {
            let path = format!(
                "/changes/?q={}&n={PAGE}&start={}&o=CURRENT_REVISION&o=MESSAGES&o=DETAILED_ACCOUNTS",
                encoded(query),
                all.len()
            );
            let page: Vec<ChangeInfo> = self.get(&path)?;
            let more = page.last().is_some_and(|last| last._more_changes);
            all.extend(page);
            if !more {
                return Ok(all);
            }
        }
    }

    /// What the server says of a submit requirement that is not there yet: `SATISFIED`, `UNSATISFIED` and so on.
    ///
    /// # Errors
    /// If it cannot be read, or the server refuses.
    pub fn try_requirement(&self, id: &str, requirement: &Requirement) -> Result<String> {
        let path = format!("/changes/{id}/check.submit_requirement");
        let body = serde_json::json!({
            "name": requirement.name,
            "applicability_expression": requirement.applicable,
            "submittability_expression": requirement.submittable,
        });
        match self.send("POST", &path, &body) {
            Answer::Done(bytes) => {
                let checked: Checked = parsed(&bytes)?;
                let results = [
                    checked.applicability_expression_result,
                    checked.submittability_expression_result,
                ];
                if let Some(why) = results.into_iter().flatten().find_map(|one| one.error_message) {
                    bail!("the server cannot read {}: {why}", requirement.name);
                }
                Ok(checked.status)
            }
            Answer::Refused(refusal) => {
                Err(self.client.refused("POST", &self.path(&path), &refusal))
            }
            Answer::Unsent(why) | Answer::Lost(why) => bail!("POST {path}: {why}"),
        }
    }
}

/// What an answer says, behind its guard.
pub(super) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let Some(rest) = bytes.strip_prefix(GUARD) else {
        ensure!(
            !bytes.trim_ascii_start().starts_with(b"<"),
            "this is a page for browsers, not Gerrit's REST interface: the address is wrong, or something wants a login first"
        );
        bail!("the answer does not begin as Gerrit's do; is there a Gerrit at this address?");
    };
    serde_json::from_slice(rest).map_err(|error| match error.is_eof() {
        true => Broken(format!("the answer broke off: {error}")).into(),
        false => anyhow::anyhow!("the answer is not as Gerrit's are: {error}"),
    })
}
