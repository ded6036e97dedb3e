//! Watching projects: by the server's clock, whatever events say, once.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use rulebook::forge::gerrit::watch::{Bell, Happened, Watch};

use super::fake::{Fake, Fault};
use super::{BAD, GOOD, HELPER, gerrit, job};

const PATH: &str = "nova/cmd/__init__.py";

/// Watches until all is dealt with; what happened, one line each.
fn watch(fake: &Fake) -> Vec<String> {
    watched(fake, &Bell::default(), true, &|_| {})
}

fn watched(fake: &Fake, bell: &Bell, once: bool, also: &dyn Fn(usize)) -> Vec<String> {
    let projects = ["openstack/nova".to_owned()];
    let watch =
        Watch { job: job(), projects: &projects, every: Duration::from_millis(20), unready: false };
    let lines = RefCell::new(Vec::new());
    let tell = |happened: Happened<'_>| {
        let line = match happened {
            Happened::Looked(prepared, outcome) => {
                format!("{} {outcome:?}", prepared.change.number())
            }
            Happened::Failed(number, _) => format!("{number} failed"),
            Happened::Unreachable(_) => "unreachable".to_owned(),
        };
        lines.borrow_mut().push(line);
        also(lines.borrow().len());
    };
    gerrit(fake, Some("bot")).watch(&watch, bell, once, &tell).expect("a watch");
    lines.into_inner()
}

#[test]
fn every_open_change_is_looked_at_once_over_all_pages() {
    let fake = Fake::new();
    for number in 1..=5 {
        fake.change(number, &[("nova/a.py", HELPER)]);
    }
    assert_eq!(watch(&fake).len(), 5);
    let posts = fake.asked("POST");
    assert_eq!(posts, 5);
    // Another watch, which knows nothing but what is on the server.
    assert_eq!(watch(&fake), Vec::<String>::new());
    assert_eq!(fake.asked("POST"), posts);
}

#[test]
fn closed_private_and_unready_changes_are_left_alone() {
    let fake = Fake::new();
    for number in 1..=4 {
        fake.change(number, &[("nova/a.py", HELPER)]);
    }
    let mut state = fake.state();
    let change =
        |state: &mut super::fake::State, number| state.changes.remove(&number).expect("a change");
    let (mut two, mut three, mut four) =
        (change(&mut state, 2), change(&mut state, 3), change(&mut state, 4));
    (two.wip, three.private, four.status) = (true, true, "ABANDONED".into());
    state.changes.extend([(2, two), (3, three), (4, four)]);
    drop(state);
    assert_eq!(watch(&fake).len(), 1);
    assert_eq!(fake.summaries(1).len(), 1);
}

#[test]
fn a_new_patch_set_a_reply_and_recheck_are_noticed_and_chatter_says_nothing() {
    let fake = Fake::new();
    fake.change(1, &[(PATH, BAD)]);
    watch(&fake);
    fake.reply(1, "rita", "Looks fine to me.");
    assert_eq!(watch(&fake), ["1 Nothing"]);
    fake.patch_set(1, &[(PATH, GOOD)]);
    watch(&fake);
    assert_eq!(fake.summaries(1).len(), 2);
    fake.reply(1, "rita", "recheck");
    watch(&fake);
    watch(&fake);
    assert_eq!(fake.summaries(1).len(), 3, "one summary for one recheck");
    fake.reply(1, "rita", "recheck");
    watch(&fake);
    assert_eq!(fake.summaries(1).len(), 4);
}

#[test]
fn events_that_are_lost_doubled_or_wrong_change_nothing() {
    let fake = Fake::new();
    fake.change(1, &[("nova/a.py", HELPER)]);
    let bell = Bell::default();
    let rings = Cell::new(0);
    std::thread::scope(|scope| {
        let (own, fake) = (&bell, &fake);
        scope.spawn(move || {
            while fake.asked("/changes/?q=") <= 10 {
                own.wake();
                std::thread::sleep(Duration::from_millis(5));
            }
            own.stop();
        });
        watched(fake, &bell, false, &|number| rings.set(number));
    });
    assert_eq!(rings.get(), 1, "it was looked at more than once");
    assert_eq!(fake.asked("POST"), 1);
}

#[test]
fn a_change_that_fails_is_tried_again_and_holds_up_no_other() {
    let fake = Fake::new();
    fake.change(1, &[("nova/a.py", HELPER)]).change(2, &[("nova/b.py", HELPER)]);
    fake.fault("nova~1/comments", Fault::Answer(404, "gone"));
    let lines = watch(&fake);
    assert_eq!(lines[0], "1 failed");
    assert!(lines[1].starts_with("2 Posted") && lines[2].starts_with("1 Posted"), "{lines:?}");
}

#[test]
fn a_server_that_is_away_is_asked_again() {
    let fake = Fake::new();
    fake.change(1, &[("nova/a.py", HELPER)]);
    for _ in 0..4 {
        fake.fault("/changes/?q=", Fault::Lost);
    }
    let bell = Bell::default();
    let lines = watched(&fake, &bell, false, &|number| {
        if number == 2 {
            bell.stop();
        }
    });
    assert_eq!(lines[0], "unreachable");
    assert!(lines[1].starts_with("1 Posted"), "{lines:?}");
}

#[test]
fn a_stop_ends_what_is_under_way_and_begins_nothing() {
    let fake = Fake::new();
    for number in 1..=5 {
        fake.change(number, &[("nova/a.py", HELPER)]);
    }
    let bell = Bell::default();
    watched(&fake, &bell, false, &|_| bell.stop());
    assert_eq!(fake.asked("POST"), 1);
    assert_eq!(fake.summaries(1).len(), 1);
}

#[test]
fn questions_go_by_the_servers_clock_however_wrong_it_is() {
    for year in [1999, 2030] {
        let fake = Fake::new();
        fake.state().year = year;
        fake.change(1, &[("nova/a.py", HELPER)]);
        let bell = Bell::default();
        let asked = || fake.asked(&format!("after%3A%22{year}-"));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while asked() < 2 {
                    std::thread::sleep(Duration::from_millis(5));
                }
                fake.change(2, &[("nova/b.py", HELPER)]);
                while fake.summaries(2).is_empty() {
                    std::thread::sleep(Duration::from_millis(5));
                }
                bell.stop();
            });
            watched(&fake, &bell, false, &|_| {});
        });
        assert_eq!(fake.summaries(2).len(), 1);
    }
}
