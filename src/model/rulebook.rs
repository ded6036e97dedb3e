//! A rulebook: a loaded, validated set of guidelines, checks, projects, profiles and waivers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::abroad::KnownLinks;
use super::agreement::Agreement;
use super::answer::Answers;
use super::applies::Verdict;
use super::audit::Audit;
use super::check::Check;
use super::checklist::Item;
use super::evidence::Proofs;
use super::fit::Fits;
use super::guideline::{Guideline, Level};
use super::id::Name;
use super::measured::Measured;
use super::profile::Profile;
use super::project::{Fact, Project};
use super::settings::Settings;
use super::tested::Tested;
use super::topic::{Page, Pages, Topic};
use super::waiver::Waivers;
use crate::find::Find;

/// A loaded, validated set of guidelines, checks, projects, profiles and waivers.
///
/// Whatever refers to something in it resolves: the loader has seen to that.
#[derive(Debug, Default)]
pub struct Rulebook {
    /// What the guide is called.
    pub title: String,
    /// A hash of everything that the rulebook was read from, 16 hexadecimal digits.
    pub revision: String,
    /// Our settings in book.toml.
    pub settings: Settings,
    /// The whole guide's own entry, `guidelines/topic.yaml`.
    pub guide: Option<Topic>,
    /// The topics in reading order.
    pub topics: Vec<Topic>,
    /// The guidelines in reading order: by topic, then by id.
    pub guidelines: Vec<Guideline>,
    /// The checks by name.
    pub checks: BTreeMap<Name, Check>,
    /// The programs that show claims to be true, and what they showed.
    pub proofs: Proofs,
    /// The quotes of prose whose words are not measured, or not since their program changed.
    pub unmeasured: Vec<Unmeasured>,
    /// Texts that quote, as their authors wrote them: by the file, and the keys that lead to them.
    pub written: BTreeMap<(String, String), String>,
    /// How often what they find in real code is right.
    pub measured: Option<Measured>,
    /// How far other linters agree with us in real code, if that was compared.
    pub agreement: Option<Agreement>,
    /// What the last audit found, if one is kept.
    pub audit: Option<Audit>,
    /// What exported rules find in examples and cases, if they were run.
    pub tested: Option<Tested>,
    /// The projects by name.
    pub projects: BTreeMap<Name, Project>,
    /// The facts that guidelines may ask for.
    pub facts: BTreeMap<String, Fact>,
    /// The profiles by name.
    pub profiles: BTreeMap<Name, Profile>,
    /// The waivers by project.
    pub waivers: BTreeMap<Name, Waivers>,
    /// The answers by project.
    pub answers: BTreeMap<Name, Answers>,
    /// The hand-written pages by name.
    pub pages: BTreeMap<Name, Page>,
    /// Files beside the guidelines that pages may show, such as pictures: paths below guidelines/.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Every id (in capitals), name and alias, to the place in `guidelines`.
    pub index: HashMap<String, usize>,
    /// The places in `guidelines` by topic, from the first time on that they are asked for.
    pub members: OnceLock<HashMap<String, Vec<usize>>>,
    /// What other linters can say of the checks, from the first time on that it is asked for.
    pub fits: OnceLock<Fits>,
    /// What is looked for, as both plugins in Python hold it, from the first time on that it is asked for.
    pub plugin_rules: OnceLock<String>,
    /// Links that were looked for in texts.
    pub links: KnownLinks,
}

/// A quote of something that was not measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmeasured {
    /// The file that quotes.
    pub path: String,
    /// The quote, as it is written there.
    pub quote: String,
}

/// How a guideline binds a project.
#[derive(Debug)]
pub struct Binding<'a> {
    /// How binding it is.
    pub level: Level,
    /// Why the level is another than the guideline's own.
    pub reason: Option<&'a str>,
    /// Why it binds, as a part of a sentence.
    pub why: String,
}

impl Rulebook {
    /// The guideline that an id (in any case), a name, or a former id or name means.
    pub fn guideline(&self, reference: &str) -> Option<&Guideline> {
        let at = self
            .index
            .get(reference)
            .or_else(|| self.index.get(&reference.to_uppercase()))
            .or_else(|| self.index.get(&reference.to_lowercase()))?;
        self.guidelines.get(*at)
    }

    /// The checks that look for something else than when they were measured.
    pub fn mismeasured(&self) -> Vec<&Check> {
        let measured = self.measured.iter().flat_map(|measured| &measured.checks);
        let both = measured.filter_map(|(name, one)| Some((one, self.checks.get(name)?)));
        both.filter(|(one, check)| one.is_stale(check)).map(|(_, check)| check).collect()
    }

    /// Where a page of the guide is published; relative to the guide where nobody has said.
    pub fn url_of(&self, page: &str) -> String {
        match &self.settings.url {
            Some(base) => format!("{}/{page}", base.trim_end_matches('/')),
            None => page.to_owned(),
        }
    }

    /// Whether a check runs an external program.
    pub fn runs_programs(&self) -> bool {
        self.checks.values().any(|check| matches!(check.find, Find::Command(_)))
    }

    /// The projects that have pages and checklists of their own; the others are only audited.
    pub fn described(&self) -> impl Iterator<Item = &Project> + Clone {
        self.projects.values().filter(|project| project.checklists)
    }

    /// The topic whose folder a name lies in.
    pub fn topic_of(&self, name: &Name) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.name.as_str() == name.folder())
    }

    /// The guidelines of a topic, in reading order.
    pub fn in_topic<'a>(&'a self, topic: &Name) -> impl Iterator<Item = &'a Guideline> + use<'a> {
        let members = self.members.get_or_init(|| {
            let mut members: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, guideline) in self.guidelines.iter().enumerate() {
                members.entry(guideline.name.folder().to_owned()).or_default().push(at);
            }
            members
        });
        let places = members.get(topic.as_str()).into_iter().flatten();
        places.filter_map(|at| self.guidelines.get(*at))
    }

    /// The hand-written pages before the topics and after them, in reading order.
    pub fn pages_around_topics(&self) -> (Vec<&Page>, Vec<&Page>) {
        let none = Pages::default();
        let order = self.guide.as_ref().and_then(|guide| guide.pages.as_ref()).unwrap_or(&none);
        let listed = |names: &[Name]| -> Vec<&Page> {
            names.iter().filter_map(|name| self.pages.get(name)).collect()
        };
        let (before, mut after) = (listed(&order.before), listed(&order.after));
        let unlisted = self
            .pages
            .values()
            .filter(|page| !order.before.contains(&page.name) && !order.after.contains(&page.name));
        after.extend(unlisted);
        (before, after)
    }

    /// How a guideline binds a project, or why it does not.
    pub fn binding<'a>(
        &'a self,
        project: &Project,
        guideline: &Guideline,
    ) -> Result<Binding<'a>, String> {
        if !guideline.status.binds() {
            return Err(format!("it is {}", guideline.status.as_str()));
        }
        let mut binding =
            Binding { level: guideline.level, reason: None, why: "it binds every project".into() };
        if !project.profiles.is_empty() {
            let chosen: Vec<_> =
                project.profiles.iter().map(|name| self.chosen_by(name, guideline)).collect();
            binding = strictest(chosen)?;
        }
        match guideline.applies.to_project(project) {
            Verdict::No(why) => return Err(why),
            Verdict::Yes(why) | Verdict::Open(why) if !why.is_empty() => {
                binding.why = format!("{}; {why}", binding.why);
            }
            _ => {}
        }
        Ok(binding)
    }

    /// How a profile, with those it extends, takes a guideline.
    fn chosen_by(&self, name: &Name, guideline: &Guideline) -> Result<Binding<'_>, String> {
        let lineage = self.lineage(name);
        let title = lineage.last().map_or(name.as_str(), |profile| profile.title.as_str());
        let mut binding = Err(format!("the profile “{title}” does not take it"));
        if lineage.first().is_some_and(|first| first.include.is_none()) {
            binding = Ok(Binding { level: guideline.level, reason: None, why: by(title) });
        }
        for profile in lineage {
            if profile.include.as_ref().is_some_and(|chosen| self.selects(chosen, guideline)) {
                binding = Ok(Binding { level: guideline.level, reason: None, why: by(title) });
            }
            if let Some(out) =
                profile.exclude.iter().find(|e| self.means(&e.guideline.0, guideline))
            {
                binding = Err(out.reason.to_string());
            }
            let set = profile.set.iter().find(|s| self.means(&s.guideline.0, guideline));
            if let (Ok(binding), Some(set)) = (&mut binding, set) {
                binding.level = set.level;
                binding.reason = Some(set.reason.as_str());
            }
        }
        binding
    }

    /// A profile with those it extends, the most basic first; a circle is cut.
    fn lineage(&self, name: &Name) -> Vec<&Profile> {
        let mut seen = BTreeSet::new();
        let mut line = Vec::new();
        let mut next = Some(name);
        while let Some(profile) =
            next.filter(|n| seen.insert(*n)).and_then(|n| self.profiles.get(n))
        {
            line.push(profile);
            next = profile.extends.as_ref();
        }
        line.reverse();
        line
    }

    fn selects(&self, chosen: &super::profile::Selection, guideline: &Guideline) -> bool {
        chosen.topics.iter().any(|topic| topic.as_str() == guideline.name.folder())
            || chosen.tags.iter().any(|tag| guideline.tags.contains(tag))
            || chosen.levels.contains(&guideline.level)
            || chosen.ids.iter().any(|id| self.means(&id.0, guideline))
    }

    fn means(&self, reference: &str, guideline: &Guideline) -> bool {
        self.guideline(reference).is_some_and(|found| found.id == guideline.id)
    }

    /// Orders items by level, then as the guide has them, but each after its prerequisites at the same level.
    pub(crate) fn in_working_order<'a>(&self, mut items: Vec<Item<'a>>) -> Vec<Item<'a>> {
        items.sort_by_key(|item| item.level);
        let places: HashMap<&str, usize> =
            items.iter().enumerate().map(|(at, item)| (item.guideline.id.as_str(), at)).collect();
        let mut unmet = vec![0; items.len()];
        let mut unlocks = vec![Vec::new(); items.len()];
        for (at, item) in items.iter().enumerate() {
            let wanted = item.guideline.prerequisites.iter().filter_map(|r| self.guideline(&r.0));
            let places = wanted.filter_map(|g| places.get(g.id.as_str()).copied());
            for first in places.filter(|first| items[*first].level == item.level && *first != at) {
                unmet[at] += 1;
                unlocks[first].push(at);
            }
        }
        let order = sorted_by_need(&mut unmet, &unlocks);
        let mut items: Vec<_> = items.into_iter().map(Some).collect();
        let mut ordered: Vec<_> = order.into_iter().filter_map(|at| items[at].take()).collect();
        // What is left waits in a circle: the guide's own order is as good as any.
        ordered.extend(items.into_iter().flatten());
        ordered.sort_by_key(|item| item.level);
        ordered
    }
}

/// Positions in an order in which each comes after those that unlock it, otherwise lowest first (Kahn's algorithm).
fn sorted_by_need(unmet: &mut [usize], unlocks: &[Vec<usize>]) -> Vec<usize> {
    let mut ready: BTreeSet<usize> = (0..unmet.len()).filter(|at| unmet[*at] == 0).collect();
    let mut order = Vec::with_capacity(unmet.len());
    while let Some(at) = ready.pop_first() {
        order.push(at);
        for next in &unlocks[at] {
            unmet[*next] -= 1;
            if unmet[*next] == 0 {
                ready.insert(*next);
            }
        }
    }
    order
}

fn by(title: &str) -> String {
    format!("the profile “{title}” takes it")
}

/// Several profiles add up: what one of them takes binds, at the most binding level.
fn strictest<'a>(chosen: Vec<Result<Binding<'a>, String>>) -> Result<Binding<'a>, String> {
    let mut best: Result<Binding<'a>, String> = Err("no profile takes it".into());
    for choice in chosen {
        best = match (best, choice) {
            (Ok(a), Ok(b)) => Ok(if b.level < a.level { b } else { a }),
            (Ok(a), Err(_)) => Ok(a),
            (Err(_), choice) => choice,
        };
    }
    best
}
