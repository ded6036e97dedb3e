//! The grammar of replies: `rulebook: done 1,4; na 3 no API change; fail 2`.

use crate::model::Id;

/// What replies to us begin with.
pub const WORD: &str = "rulebook:";

/// What a person says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is met.
    Done,
    /// It is not about this change.
    NotApplicable,
    /// It is not met.
    Fail,
    /// An answer is taken back.
    Undo,
}

/// One part of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// What is said.
    pub verdict: Verdict,
    /// Of which items: numbers of a summary, or ids.
    pub items: Vec<String>,
    /// Why.
    pub reason: String,
}

/// What a text says to us; what is said in vain is told in `unclear`. Quoted lines are not said by who quotes them.
pub fn ticks(text: &str, unclear: &mut Vec<String>) -> Vec<Tick> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim) {
        let Some(start) = line.get(..WORD.len()) else { continue };
        if !start.eq_ignore_ascii_case(WORD) {
            continue;
        }
        for part in line[WORD.len()..].split(';').map(str::trim).filter(|part| !part.is_empty()) {
            match tick(part) {
                Ok(Some(tick)) => all.push(tick),
                Ok(None) => {}
                Err(why) => unclear.push(format!("`{}`: {why}", shortened(part))),
            }
        }
    }
    all
}

fn tick(part: &str) -> Result<Option<Tick>, &'static str> {
    let (verb, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
    let verdict = match verb.to_lowercase().as_str() {
        "done" => Verdict::Done,
        "na" | "n/a" => Verdict::NotApplicable,
        "fail" => Verdict::Fail,
        "undo" => Verdict::Undo,
        "recheck" => return Ok(None),
        _ => return Err("there are done, na, fail, undo and recheck"),
    };
    let (items, reason) = listed(rest);
    if items.is_empty() {
        return Err("say which items, such as 1,4 or EVT103");
    }
    if verdict == Verdict::NotApplicable && reason.is_empty() {
        return Err("na needs a reason");
    }
    Ok(Some(Tick { verdict, items, reason }))
}

/// The items before a reason: `1, 4 because …`. What follows a comma is an item, too.
fn listed(text: &str) -> (Vec<String>, String) {
    let mut items = Vec::new();
    let mut rest = text.trim();
    loop {
        let end = rest.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches([':', '.']);
        let number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        if !number && word.to_uppercase().parse::<Id>().is_err() {
            return (items, rest.to_owned());
        }
        items.push(word.to_uppercase());
        let after = rest[end..].trim_start();
        let Some(next) = after.strip_prefix(',') else { return (items, after.to_owned()) };
        rest = next.trim_start();
    }
}

/// Whether somebody asks for another look.
pub fn asks_again(text: &str) -> bool {
    text.lines().map(|line| line.trim().to_lowercase()).any(|line| {
        let own = line.strip_prefix(WORD).map(str::trim);
        line == "recheck" || line == "recheck rulebook" || own == Some("recheck")
    })
}

fn shortened(text: &str) -> String {
    let harmless = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    text.chars().take(60).map(harmless).collect()
}
