//! `rulebook serve`: build, watch, and reload the browser.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::http::{HeaderValue, header};
use clap::Args;
use notify::{EventKind, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, new_debouncer};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_livereload::{LiveReloadLayer, Reloader};

use super::{Outcome, Root};
use crate::generate;

/// What a change of makes a new build worth while.
const WATCHED: [&str; 5] = ["book.toml", "guidelines", "checks", "projects", "theme"];

/// An editor writes a file in several steps; this long after the last of them we build.
const SETTLE: Duration = Duration::from_millis(150);

/// Build the guide, show it in a browser, and build and reload on every change
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:3000", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Open a browser
    #[arg(long)]
    open: bool,
}

impl Serve {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        // Changes are told with whole paths, whatever --root looked like.
        let folder = root.folder()?;
        let folder =
            folder.canonicalize().with_context(|| format!("cannot find {}", folder.display()))?;
        build(root, &folder)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("cannot start the server's threads")?;
        runtime.block_on(self.serve(root, folder))
    }

    async fn serve(self, root: &Root<'_>, folder: PathBuf) -> Result<Outcome> {
        let listener = tokio::net::TcpListener::bind(self.listen).await.with_context(|| {
            format!("cannot listen on {}; choose another with --listen", self.listen)
        })?;
        let url = format!("http://{}/", listener.local_addr()?);
        let live = LiveReloadLayer::new();
        let reloader = live.reloader();
        let server = axum::serve(listener, site(&folder).layer(live)).into_future();
        root.console.status(&format!("the guide is at {url}; stop with Ctrl-C"));
        if self.open
            && let Err(error) = open::that(&url)
        {
            root.console.note(&format!("cannot open a browser: {error}"));
        }
        let (changed, mut changes) = tokio::sync::mpsc::unbounded_channel();
        let _watcher = watch(&folder, changed)?;
        tokio::pin!(server);
        loop {
            tokio::select! {
                ended = &mut server => ended.context("the server stopped")?,
                _ = tokio::signal::ctrl_c() => return Ok(Outcome::Clean),
                Some(path) = changes.recv() => rebuild(root, &folder, &path, &reloader),
            }
        }
    }
}

/// The book, and beside it the sources to which its pages link.
fn site(folder: &Path) -> Router {
    let book = folder.join("generated/book");
    let missing = ServeFile::new(book.join("404.html"));
    let mut site = Router::new().fallback_service(ServeDir::new(book).not_found_service(missing));
    for sources in ["guidelines", "checks", "projects"] {
        site = site.nest_service(&format!("/{sources}"), ServeDir::new(folder.join(sources)));
    }
    // What is shown is about to change: a browser must ask every time.
    site.layer(SetResponseHeaderLayer::overriding(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    ))
}

fn watch(
    folder: &Path,
    changed: tokio::sync::mpsc::UnboundedSender<PathBuf>,
) -> Result<impl Drop + use<>> {
    let told = move |events: DebounceEventResult| {
        let events = events.unwrap_or_default();
        if let Some(path) = events.iter().find_map(source_of_change) {
            // The receiver is gone only when the program is about to end.
            let _ = changed.send(path);
        }
    };
    let mut watcher = new_debouncer(SETTLE, None, told).context("cannot watch for changes")?;
    for name in WATCHED.iter().map(|name| folder.join(name)).filter(|path| path.exists()) {
        watcher
            .watch(&name, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", name.display()))?;
    }
    Ok(watcher)
}

fn source_of_change(event: &DebouncedEvent) -> Option<PathBuf> {
    let changes = !matches!(event.kind, EventKind::Access(_));
    event.paths.first().filter(|_| changes).cloned()
}

/// A build that fails says why and leaves the last good book where it is.
fn rebuild(root: &Root<'_>, folder: &Path, path: &Path, reloader: &Reloader) {
    let shown = path.strip_prefix(folder).unwrap_or(path);
    root.console.status(&format!("{} changed", shown.display()));
    match build(root, folder) {
        Ok(()) => reloader.reload(),
        Err(error) => root.console.failure(&error),
    }
}

fn build(root: &Root<'_>, folder: &Path) -> Result<()> {
    let (origin, rulebook) = root.load()?;
    let templates = generate::templates(&origin)?;
    let waiting = || root.console.note("another build is at work in generated/; waiting for it");
    generate::write(folder, &rulebook, &templates, &waiting)?;
    generate::book(&origin, folder, &rulebook, &templates, &waiting)?;
    Ok(())
}
