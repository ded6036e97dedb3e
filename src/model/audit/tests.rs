//! Putting the parts of an audit together is the union of sets.

use proptest::prelude::*;

use super::*;

fn id(text: &str) -> Id {
    text.parse().unwrap()
}

fn unit(project: u8, release: u8) -> Unit {
    Unit { project: format!("p{project}").parse().unwrap(), release: format!("{release}.0") }
}

/// What is in a release depends on nothing but the release, as it is for real ones.
fn audited(unit: &Unit, seen: bool, reason: u8) -> Audited {
    let size = unit.release.len() as u64 + u64::from(unit.project.as_str().as_bytes()[1]);
    let cell = Cell {
        state: State::Fail,
        clean: false,
        level: Some(Level::Must),
        findings: size,
        waived: 0,
        why: None,
    };
    let seen_there =
        Seen { files: size, guidelines: [(id("EVT101"), cell)].into(), ..Seen::default() };
    Audited {
        project: unit.project.clone(),
        release: unit.release.clone(),
        date: None,
        source: None,
        browse: None,
        outcome: if seen {
            Outcome::Seen(Box::new(seen_there))
        } else {
            Outcome::NotRun(format!("reason {reason}"))
        },
    }
}

fn part(asked: Vec<Unit>, releases: Vec<Audited>, day: i8) -> Audit {
    let releases: BTreeMap<Unit, Audited> =
        releases.into_iter().map(|one| (one.unit(), one)).collect();
    Audit {
        version: FORMAT,
        rulebook: Asker { title: "T".into(), revision: "r".into() },
        date: format!("2026-11-{:02}", day).parse().unwrap(),
        asked: asked.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
        releases: releases.into_values().collect(),
    }
}

fn units() -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec((0..4u8, 0..12u8).prop_map(|(p, r)| unit(p, r)), 0..8)
}

fn parts() -> impl Strategy<Value = Audit> {
    let releases = prop::collection::vec((0..4u8, 0..12u8, any::<bool>(), 0..3u8), 0..8);
    (units(), releases, 1..28i8).prop_map(|(asked, releases, day)| {
        let releases =
            releases.into_iter().map(|(p, r, seen, reason)| audited(&unit(p, r), seen, reason));
        part(asked, releases.collect(), day)
    })
}

fn both(one: &Audit, two: &Audit) -> Audit {
    one.clone().merge(two.clone()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_go_together_in_any_order(a in parts(), b in parts()) {
        prop_assert_eq!(both(&a, &b), both(&b, &a));
    }

    #[test]
    fn parts_go_together_in_any_grouping(a in parts(), b in parts(), c in parts()) {
        prop_assert_eq!(both(&both(&a, &b), &c), both(&a, &both(&b, &c)));
    }

    #[test]
    fn a_part_that_is_given_twice_changes_nothing(a in parts(), b in parts()) {
        prop_assert_eq!(both(&a, &a), a.clone());
        prop_assert_eq!(both(&both(&a, &b), &b), both(&a, &b));
    }

    #[test]
    fn what_is_put_together_is_sorted_and_reads_as_it_was_written(a in parts(), b in parts()) {
        let whole = both(&a, &b);
        let units: Vec<_> = whole.releases.iter().map(Audited::unit).collect();
        prop_assert!(units.is_sorted());
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(serde_json::from_str::<Audit>(&text).unwrap(), whole);
    }
}

#[test]
fn releases_follow_each_other_as_versions_do() {
    let mut releases: Vec<_> = ["10.0", "9.0", "9.0.0rc1", "stable/x", "2015.1.0"]
        .map(|release| Unit { project: "p".parse().unwrap(), release: release.into() })
        .into();
    releases.sort();
    let names: Vec<_> = releases.iter().map(|unit| unit.release.as_str()).collect();
    assert_eq!(names, ["stable/x", "9.0.0rc1", "9.0", "10.0", "2015.1.0"]);
}

#[test]
fn the_newest_release_is_the_last_one_on_the_calendar_whatever_its_number() {
    let dated = |release: u8, date: &str| {
        let mut one = audited(&unit(1, release), true, 1);
        one.date = Some(date.parse().unwrap());
        one
    };
    let releases = vec![dated(12, "2015-10-15"), dated(201, "2015-04-30"), dated(13, "2016-04-07")];
    let audit = part(releases.iter().map(Audited::unit).collect(), releases, 1);
    let order: Vec<_> = audit.of(&audit.releases[0].project).map(|one| &*one.release).collect();
    assert_eq!(order, ["201.0", "12.0", "13.0"]);
    assert_eq!(audit.newest().next().unwrap().release, "13.0");
}

#[test]
fn what_one_part_could_not_look_at_and_another_could_was_looked_at() {
    let one = part(vec![unit(1, 1)], vec![audited(&unit(1, 1), false, 1)], 1);
    let two = part(vec![unit(1, 1)], vec![audited(&unit(1, 1), true, 1)], 1);
    assert!(both(&one, &two).releases[0].seen().is_some());
    assert!(both(&one, &two).missing().is_empty());
}

#[test]
fn what_was_asked_for_and_nobody_looked_at_is_missing() {
    let one = part(vec![unit(1, 1), unit(2, 1)], vec![audited(&unit(1, 1), true, 1)], 1);
    assert_eq!(one.missing(), [&unit(2, 1)]);
    let two = part(vec![unit(1, 1), unit(2, 1)], vec![audited(&unit(2, 1), true, 1)], 1);
    assert!(both(&one, &two).missing().is_empty());
}

#[test]
fn parts_of_other_rulebooks_and_of_other_sources_are_refused() {
    let one = part(vec![unit(1, 1)], vec![audited(&unit(1, 1), true, 1)], 1);
    let mut other = one.clone();
    other.rulebook.revision = "s".into();
    let (ab, ba) = (one.clone().merge(other.clone()), other.merge(one.clone()));
    assert!(matches!(ab, Err(Mismatch::Rulebook(..))));
    assert_eq!(ab, ba);
    let mut changed = one.clone();
    if let Outcome::Seen(seen) = &mut changed.releases[0].outcome {
        seen.files += 1;
    }
    let error = one.merge(changed).unwrap_err();
    assert!(error.to_string().contains("p1 1.0"), "{error}");
}

#[test]
fn the_address_of_a_line_survives_any_path() {
    let mut one = audited(&unit(1, 1), true, 1);
    assert_eq!(one.address("a.py", 1), None);
    one.browse = Some("https://git.example/{path}#L{line}".into());
    assert_eq!(
        one.address("a b/{line}?#.py", 7).as_deref(),
        Some("https://git.example/a%20b/%7Bline%7D%3F%23.py#L7")
    );
}
