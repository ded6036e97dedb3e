//! `rulebook serve` shows the guide, and a change in a source reloads the browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Book;

/// A server that ends with its test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn of(book: &Book) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rulebook"))
            .arg("--root")
            .arg(book.path(""))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut said = BufReader::new(child.stderr.take().expect("stderr"));
        let mut line = String::new();
        said.read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}")).to_owned();
        // Whoever stops reading stops the writer.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self { child, address }
    }

    fn request(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        let text = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(text.as_bytes()).expect("a request");
        stream
    }

    fn get(&self, path: &str) -> String {
        let mut answer = Vec::new();
        self.request(path).read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[test]
fn a_change_is_built_and_the_browser_is_told() {
    let book = Book::new();
    let server = Server::of(&book);
    assert!(server.get("/introduction.html").contains("This is what our projects have agreed on"));
    let mut events = BufReader::new(server.request("/_tower-livereload/event-stream")).lines();
    assert!(events.any(|line| line.is_ok_and(|line| line == "event: init")));
    book.replace("guidelines/introduction.md", "This is what", "That is what");
    assert!(events.any(|line| line.is_ok_and(|line| line == "event: reload")));
    assert!(server.get("/introduction.html").contains("That is what our projects have agreed on"));
}

#[test]
fn a_mistake_leaves_the_last_good_book_and_its_correction_is_built() {
    let book = Book::new();
    let server = Server::of(&book);
    let guideline = "guidelines/logging/print-in-services.yaml";
    book.replace(guideline, "level: should", "level: shuld");
    std::thread::sleep(Duration::from_secs(1));
    let page = "/logging/print-in-services.html";
    assert!(server.get(page).contains("level-should"));
    book.replace(guideline, "level: shuld", "level: must");
    let start = Instant::now();
    while !server.get(page).contains("level-must") {
        assert!(start.elapsed() < Duration::from_secs(30), "the correction was not built");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn pages_link_to_sources_that_are_served() {
    let book = Book::new();
    let server = Server::of(&book);
    let page = server.get("/logging/print-in-services.html");
    let link =
        page.split("Edit this page").next().and_then(|before| before.rsplit("href=\"").next());
    let link = link.and_then(|rest| rest.split('"').next()).expect("a link");
    // A browser stops climbing at the root of the site.
    let path = format!("/{}", link.trim_start_matches("../"));
    assert_eq!(path, "/guidelines/logging/print-in-services.yaml");
    assert!(server.get(&path).contains("id: RUL101"));
    assert!(server.get("/no/such/page.html").starts_with("HTTP/1.1 404"));
}
