//! What people read: colour where a terminal shows it, notes on stderr, data on stdout.

use std::io::{self, IsTerminal, Write};

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use crate::load::Problem;

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

/// The terminal, or what stands for it.
#[derive(Debug)]
pub(super) struct Console {
    color_out: bool,
    color_err: bool,
    quiet: bool,
    verbose: u8,
}

impl Console {
    pub(super) fn new(when: When, quiet: bool, verbose: u8) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = |is_terminal: bool| match when {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && !plain,
        };
        Self {
            color_out: color(io::stdout().is_terminal()),
            color_err: color(io::stderr().is_terminal()),
            quiet,
            verbose,
        }
    }

    /// Whether what goes to stdout is coloured.
    pub(super) fn colors_data(&self) -> bool {
        self.color_out
    }

    /// Whether data goes to a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether somebody asked for more.
    pub(super) fn tells_more(&self) -> bool {
        self.verbose > 0
    }

    /// How far something is that takes long; nothing where no terminal shows it.
    pub(super) fn progress(&self, steps: u64) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps);
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg} ({eta} left)");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar
    }

    /// Data, to stdout. A reader who has seen enough (`| head`) is no error.
    pub(super) fn data(&self, bytes: &[u8]) -> Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.context("cannot write to standard output"),
        }
    }

    /// What was done.
    pub(super) fn status(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// What is worth knowing.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            self.line(&format!("note: {text}"));
        }
    }

    /// What only those want to know who asked for more.
    pub(super) fn detail(&self, text: &str) {
        if self.verbose > 0 {
            self.line(text);
        }
    }

    /// A mistake in the rulebook.
    pub(super) fn problem(&self, problem: &Problem) {
        self.line(&problem.render(self.color_err));
        self.line("");
    }

    /// Why the program could not run.
    pub(super) fn failure(&self, error: &anyhow::Error) {
        let label = if self.color_err { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        self.line(&format!("{label}: {error:#}"));
    }

    fn line(&self, text: &str) {
        // Nobody is left to tell if stderr is gone.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
