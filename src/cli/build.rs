//! `rulebook build`: write everything under generated/, or say what is stale.

use anyhow::Result;
use clap::Args;

use super::{Outcome, Root};
use crate::export::trials;
use crate::generate::{self, fresh::Sources};

/// Write everything under generated/: the guide, the HTML book, checklists, exports, schemas
#[derive(Debug, Args)]
pub(super) struct Build {
    /// Write nothing; say which files are not what a build would write, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Leave the HTML book out
    #[arg(long)]
    no_html: bool,
}

impl Build {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let folder = root.folder()?;
        let console = root.console;
        let origin = root.origin()?;
        let read = origin.files()?;
        let sources = Sources::now(&read, &folder);
        if sources.are_built(&folder, !self.no_html && !self.check) {
            console.status("generated/ is up to date");
            return Ok(Outcome::Clean);
        }
        let rulebook = root.load_files(read)?;
        let templates = generate::templates(&origin)?;
        if self.check {
            let stale = generate::stale(&folder, &rulebook, &templates)?;
            for file in &stale {
                console
                    .data(format!("generated/{}: {}\n", file.path, file.how.as_str()).as_bytes())?;
            }
            let unproven = rulebook.proofs.stale();
            for seen in &unproven {
                let (evidence, run, set) = (&seen.evidence, &seen.run, &seen.set);
                let text = format!(
                    "generated/evidence.json: {evidence}: {run} with {set} has changed since it was run; run `rulebook prove {evidence}`\n"
                );
                console.data(text.as_bytes())?;
            }
            for unmeasured in &rulebook.unmeasured {
                let (path, quote) = (&unmeasured.path, &unmeasured.quote);
                let text =
                    format!("{path}: {quote} quotes what is not measured; run `rulebook prove`\n");
                console.data(text.as_bytes())?;
            }
            let mismeasured = rulebook.mismeasured();
            for check in &mismeasured {
                let (name, find) = (&check.name, check.looks_for());
                let text = format!(
                    "checks/measured.yaml: {name} looks for something else since it was measured; measure it again, and write `find: {find}`\n"
                );
                console.data(text.as_bytes())?;
            }
            let untested = trials::stale(&rulebook);
            for told in &untested {
                let text = format!(
                    "checks/tested.yaml: {told}; run `rulebook test --with LINTER --record` with that linter\n"
                );
                console.data(text.as_bytes())?;
            }
            let proven = unproven.is_empty() && rulebook.unmeasured.is_empty();
            if !(proven && mismeasured.is_empty() && untested.is_empty()) && stale.is_empty() {
                return Ok(Outcome::Found);
            }
            if stale.is_empty() {
                console.status("generated/ is up to date");
                return Ok(Outcome::Clean);
            }
            console.status(&format!("{} file(s) are stale; run `rulebook build`", stale.len()));
            return Ok(Outcome::Found);
        }
        let waiting = || console.note("another build is at work in generated/; waiting for it");
        let written = generate::write(&folder, &rulebook, &templates, &waiting)?;
        console.status(&format!(
            "{} guidelines, {} checks, {} projects: {} files written, {} unchanged, {} removed",
            rulebook.guidelines.len(),
            rulebook.checks.len(),
            rulebook.projects.len(),
            written.written,
            written.unchanged,
            written.removed
        ));
        if !self.no_html {
            let fresh = generate::book(&origin, &folder, &rulebook, &templates, &waiting)?;
            let index = folder.join("generated/book/index.html");
            let how = if fresh { "written" } else { "unchanged" };
            console.status(&format!("{}: {how}", index.display()));
        }
        if let count @ 1.. = rulebook.mismeasured().len() {
            console.note(&format!(
                "{count} check(s) have changed since they were measured; `rulebook build --check` says which"
            ));
        }
        // A build that left word would keep the next one from telling what has to be done again.
        let proven = rulebook.proofs.stale().is_empty() && rulebook.unmeasured.is_empty();
        let untested = trials::stale(&rulebook);
        if let count @ 1.. = untested.len() {
            console.note(&format!(
                "{count} test(s) of exported rules are left out until `rulebook test --with LINTER --record` has run them; `rulebook build --check` says which"
            ));
        }
        if proven && rulebook.mismeasured().is_empty() && untested.is_empty() {
            sources.leave_word(&folder, &written, !self.no_html);
        }
        if let count @ 1.. = rulebook.unmeasured.len() {
            console.note(&format!(
                "{count} quote(s) of evidence are not measured; run `rulebook prove`, then build again"
            ));
        }
        if let count @ 1.. = rulebook.proofs.stale().len() {
            console.note(&format!(
                "{count} run(s) of evidence have changed since they were measured; run `rulebook prove`"
            ));
        }
        Ok(Outcome::Clean)
    }
}
