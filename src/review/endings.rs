//! Lines that a change writes anew without saying anything else: only their end is another one, or there was none.

use std::collections::HashSet;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::source::patch::{Hunk, Kind, Line};

/// Of more lines than these, only a run that is the same as a whole is told: to compare them takes too long.
const MOST: usize = 2_000;

/// Takes lines that only end otherwise for lines that stay: nobody has to answer for them.
pub(super) fn settle(hunk: &mut Hunk) {
    let is_context = |line: &Line| line.kind == Kind::Context;
    let runs = hunk.lines.chunk_by(|a, b| is_context(a) == is_context(b));
    hunk.lines = runs.flat_map(settled).collect();
}

/// A run of lines that change, or of lines that stay.
fn settled(run: &[Line]) -> Vec<Line> {
    let of = |kind: Kind| run.iter().filter(move |line| line.kind == kind).collect::<Vec<_>>();
    let (gone, come) = (of(Kind::Removed), of(Kind::Added));
    let pairs = pairs(&gone, &come);
    if pairs.is_empty() {
        return run.to_vec();
    }
    let mut lines = Vec::with_capacity(run.len());
    let mut change = |gone: &[&Line], come: &[&Line]| {
        lines.extend(gone.iter().chain(come).map(|line| (*line).clone()));
    };
    let (mut old, mut new) = (0, 0);
    for (was, is) in pairs {
        change(&gone[old..was], &come[new..is]);
        change(&[], &[&Line { kind: Kind::Context, text: come[is].text.clone() }]);
        (old, new) = (was + 1, is + 1);
    }
    change(&gone[old..], &come[new..]);
    lines
}

/// The places of lines on both sides that say the same, in order.
fn pairs(gone: &[&Line], come: &[&Line]) -> Vec<(usize, usize)> {
    let said =
        |lines: &[&Line]| lines.iter().map(|line| bare(line).to_vec()).collect::<HashSet<_>>();
    let (before, after) = (said(gone), said(come));
    let shared = |lines: &[&Line]| -> Vec<usize> {
        let both =
            |at: &usize| before.contains(bare(lines[*at])) && after.contains(bare(lines[*at]));
        (0..lines.len()).filter(both).collect()
    };
    let (old, new) = (shared(gone), shared(come));
    let texts = |at: &[usize], lines: &[&Line]| -> Vec<Vec<u8>> {
        at.iter().map(|at| bare(lines[*at]).to_vec()).collect()
    };
    let (old_texts, new_texts) = (texts(&old, gone), texts(&new, come));
    let same: Vec<(Range<usize>, Range<usize>)> = if old_texts == new_texts {
        vec![(0..old.len(), 0..new.len())]
    } else if old.len().max(new.len()) > MOST {
        Vec::new()
    } else {
        let ops = capture_diff_slices(Algorithm::Myers, &old_texts, &new_texts);
        let equal = |op: &DiffOp| matches!(op, DiffOp::Equal { .. });
        ops.iter().filter(|op| equal(op)).map(|op| (op.old_range(), op.new_range())).collect()
    };
    same.into_iter()
        .flat_map(|(before, after)| before.zip(after))
        .map(|(was, is)| (old[was], new[is]))
        .collect()
}

/// A line without the first half of an end of two bytes.
fn bare(line: &Line) -> &[u8] {
    line.text.strip_suffix(b"\r").unwrap_or(&line.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::patch;

    /// What is left of a patch of one hunk.
    fn left(lines: &str) -> String {
        let (gone, come) = (lines.matches("\n-").count(), lines.matches("\n+").count());
        let patch = format!("--- a/x\n+++ b/x\n@@ -1,{gone} +1,{come} @@{lines}\n");
        let mut files = patch::read(patch.as_bytes()).expect("a patch");
        let hunk = &mut files[0].hunks[0];
        settle(hunk);
        let told = hunk.lines.iter().map(|line| {
            let sign = match line.kind {
                Kind::Context => ' ',
                Kind::Removed => '-',
                Kind::Added => '+',
            };
            format!("{sign}{}", String::from_utf8_lossy(bare(line)))
        });
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_line_that_only_ends_otherwise_stays() {
        assert_eq!(left("\n-a\r\n-b\r\n+a\n+b"), " a\n b");
        assert_eq!(left("\n-a\r\n-b\r\n-c\r\n+a\n+B\n+c"), " a\n-b\n+B\n c");
        assert_eq!(left("\n-a\n\\ No newline at end of file\n+a\n+b"), " a\n+b");
    }

    #[test]
    fn a_line_that_says_something_else_or_stands_elsewhere_changes() {
        assert_eq!(left("\n-a\n+ a"), "-a\n+ a");
        assert_eq!(left("\n-a\r\n-b\r\n+b\n+a").matches(['-', '+']).count(), 2);
    }
}
