use super::*;

fn entry(number: usize, id: &str, level: Level, state: State, trigger: &str) -> Entry {
    let id = id.parse().expect("an id");
    Entry { number, id, revision: 1, level, state, trigger: trigger.into() }
}

fn posted(handle: &str, items: &[&Entry]) -> Event {
    let handle = handle.to_owned();
    let items = items.iter().map(|item| (*item).clone()).collect();
    Event::Posted(Posted { handle, commit: "c".into(), text: String::new(), items })
}

fn said(who: &str, text: &str) -> Event {
    let (who, text) = (who.to_owned(), text.to_owned());
    Event::Said(Said { owner: who == "owner", who, text, to: None })
}

#[test]
fn a_reply_ticks_items_off_by_number_or_id() {
    let mut unclear = Vec::new();
    let text = "Patch Set 3: Code-Review+1\n\nLooks fine\nRulebook: done 1, 4; NA evt103 no API change; fail 2,3: not yet\n> rulebook: done 9";
    let tick = |verdict, items: &[&str], reason: &str| Tick {
        verdict,
        items: items.iter().map(|one| (*one).to_owned()).collect(),
        reason: reason.to_owned(),
    };
    assert_eq!(
        ticks(text, &mut unclear),
        [
            tick(Verdict::Done, &["1", "4"], ""),
            tick(Verdict::NotApplicable, &["EVT103"], "no API change"),
            tick(Verdict::Fail, &["2", "3"], "not yet"),
        ]
    );
    assert_eq!(unclear, Vec::<String>::new());
}

#[test]
fn what_a_reply_does_not_say_clearly_is_told() {
    let mut unclear = Vec::new();
    assert_eq!(ticks("rulebook: dnoe 1; na 2; done; done ü\u{1b}", &mut unclear), []);
    insta::assert_snapshot!(unclear.join("\n"), @r"
    `dnoe 1`: there are done, na, fail, undo and recheck
    `na 2`: na needs a reason
    `done`: say which items, such as 1,4 or EVT103
    `done ü `: say which items, such as 1,4 or EVT103
    ");
}

#[test]
fn recheck_is_a_line_of_its_own() {
    assert!(asks_again("Patch Set 1:\n\nrecheck"));
    assert!(asks_again("rulebook: recheck"));
    assert!(!asks_again("I will recheck this"));
}

#[test]
fn the_last_line_of_a_summary_is_read_back() {
    let items = [
        entry(1, "EVT103", Level::Must, State::Fail, "00c0ffee"),
        entry(12, "EVT501", Level::Should, State::NotApplicable, "0123abcd"),
    ];
    let text = format!("Words\n\n{}\n", line(&items));
    assert_eq!(entries(&text).as_deref(), Some(&items[..]));
    assert_eq!(entries(&format!("{text}\nand more")), None);
    assert_eq!(entries("[rulebook 1: 1=EVT103/x/must/fail/00c0ffee]"), None);
    assert_eq!(entries(&line(&[])).as_deref(), Some(&[][..]));
}

#[test]
fn an_answer_ends_when_the_code_that_it_was_about_changes() {
    let old = entry(1, "EVT501", Level::Should, State::Person, "00000001");
    let new = entry(2, "EVT501", Level::Should, State::Person, "00000002");
    let moved = entry(3, "EVT501", Level::Should, State::Person, "00000001");
    let answers = Answers::of(&[posted("a", &[&old]), said("rita", "rulebook: done 1")]);
    assert_eq!(answers.state(&old), State::Pass);
    assert_eq!(answers.state(&moved), State::Pass);
    assert_eq!(answers.state(&new), State::Person);
    let stricter = Entry { revision: 2, ..old };
    assert_eq!(answers.state(&stricter), State::Person);
}

#[test]
fn numbers_are_those_of_the_summary_that_is_replied_to() {
    let one = entry(1, "EVT501", Level::Should, State::Person, "00000001");
    let other = entry(1, "EVT502", Level::Should, State::Person, "00000002");
    let mut late = said("rita", "rulebook: done 1");
    if let Event::Said(said) = &mut late {
        said.to = Some("a".into());
    }
    let answers = Answers::of(&[posted("a", &[&one]), posted("b", &[&other]), late]);
    assert_eq!(answers.state(&one), State::Pass);
    assert_eq!(answers.state(&other), State::Person);
}

#[test]
fn what_a_check_found_is_not_done_by_words_but_may_stay_with_a_reason() {
    let item = entry(1, "EVT103", Level::Must, State::Fail, "00000001");
    let after =
        |text: &str, who: &str| Answers::of(&[posted("a", &[&item]), said(who, text)]).state(&item);
    assert_eq!(after("rulebook: done 1", "rita"), State::Fail);
    assert_eq!(after("rulebook: na 1 only a test", "rita"), State::Waived);
    assert_eq!(after("rulebook: na 1 only a test", "owner"), State::Fail);
}

#[test]
fn who_wrote_the_change_neither_settles_a_must_nor_overrules_a_reviewer() {
    let must = entry(1, "EVT103", Level::Must, State::Person, "00000001");
    let should = entry(2, "EVT501", Level::Should, State::Person, "00000002");
    let items = [&must, &should];
    let own = Answers::of(&[posted("a", &items), said("owner", "rulebook: done 1,2")]);
    assert_eq!((own.state(&must), own.state(&should)), (State::Person, State::Pass));
    let events = [
        posted("a", &items),
        said("rita", "rulebook: fail 1,2"),
        said("owner", "rulebook: done 1,2"),
    ];
    let overruled = Answers::of(&events);
    assert_eq!((overruled.state(&must), overruled.state(&should)), (State::Fail, State::Fail));
    let undone = |who: &str| {
        let events = [
            posted("a", &items),
            said("rita", "rulebook: fail 1,2"),
            said(who, "rulebook: undo 1,2"),
        ];
        Answers::of(&events).state(&should)
    };
    assert_eq!((undone("owner"), undone("max")), (State::Fail, State::Person));
}

#[test]
fn an_answer_is_taken_back() {
    let item = entry(1, "EVT501", Level::Should, State::Person, "00000001");
    let events =
        [posted("a", &[&item]), said("rita", "rulebook: done 1"), said("rita", "rulebook: undo 1")];
    assert_eq!(Answers::of(&events).state(&item), State::Person);
}

#[test]
fn all_items_come_to_one_vote() {
    use State::{Fail, Pass, Person};
    assert_eq!(Total::of([]).vote(), 1);
    assert_eq!(Total::of([(Level::Must, Pass), (Level::May, Fail)]).vote(), 1);
    assert_eq!(Total::of([(Level::Must, Pass), (Level::Should, Person)]).vote(), 0);
    assert_eq!(Total::of([(Level::Should, Fail)]).vote(), 0);
    assert_eq!(Total::of([(Level::Should, Person), (Level::Must, Fail)]).vote(), -1);
}
