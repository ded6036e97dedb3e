//! The page of profiles.

use serde::Serialize;

use super::projects;
use crate::model::{Name, Profile};
use crate::render::site::{self, GuidelineLink, Link, Site};

/// What `profiles.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    profiles: Vec<ProfileView<'a>>,
}

#[derive(Serialize)]
struct ProfileView<'a> {
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    edit: String,
    extends: Option<Link>,
    /// What it takes, each a phrase of Markdown; none means all, or what it extends takes.
    takes: Vec<String>,
    exclude: Vec<ExclusionView<'a>>,
    set: Vec<SettingView<'a>>,
    projects: Vec<Link>,
}

#[derive(Serialize)]
struct ExclusionView<'a> {
    guideline: GuidelineLink<'a>,
    reason: &'a str,
}

#[derive(Serialize)]
struct SettingView<'a> {
    guideline: GuidelineLink<'a>,
    level: &'static str,
    reason: &'a str,
}

/// A link to a profile.
pub(super) fn link(site: &Site<'_>, name: &Name, page: &str) -> Link {
    let title = site.book.profiles.get(name).map_or(name.as_str(), |profile| &profile.title);
    let anchor = name.as_str().replace('/', "-");
    let url = format!("{}#{anchor}", site::relative(page, site::PROFILES));
    Link { title: title.to_owned(), url }
}

/// The view of the page of profiles.
pub(super) fn view<'a>(site: &'a Site<'a>) -> View<'a> {
    let profiles = site.book.profiles.values().map(|profile| profile_view(site, profile));
    View { profiles: profiles.collect() }
}

fn profile_view<'a>(site: &'a Site<'a>, profile: &'a Profile) -> ProfileView<'a> {
    let page = site::PROFILES;
    let members = site.book.described().filter(|p| p.profiles.contains(&profile.name));
    let exclude = profile.exclude.iter().filter_map(|out| {
        let guideline = site.link_to_reference(&out.guideline.0, page)?;
        Some(ExclusionView { guideline, reason: &out.reason })
    });
    let set = profile.set.iter().filter_map(|set| {
        let guideline = site.link_to_reference(&set.guideline.0, page)?;
        Some(SettingView { guideline, level: set.level.as_str(), reason: &set.reason })
    });
    ProfileView {
        name: profile.name.as_str(),
        title: &profile.title,
        summary: &profile.summary,
        edit: site.edit(&format!("projects/profiles/{}.yaml", profile.name), page),
        extends: profile.extends.as_ref().map(|name| link(site, name, page)),
        takes: takes(site, profile),
        exclude: exclude.collect(),
        set: set.collect(),
        projects: members.map(|project| projects::link(project, page)).collect(),
    }
}

fn takes(site: &Site<'_>, profile: &Profile) -> Vec<String> {
    let Some(include) = &profile.include else { return Vec::new() };
    let page = site::PROFILES;
    let topics = include.topics.iter().map(|name| {
        let topic = site.book.topics.iter().find(|topic| topic.name == *name);
        let title = topic.map_or(name.as_str(), |topic| topic.title.as_str());
        format!("the topic [{title}]({})", site::relative(page, &format!("{name}/index.md")))
    });
    let tags = include.tags.iter().map(|tag| format!("the tag `{tag}`"));
    let levels = include.levels.iter().map(|level| format!("the level *{}*", level.as_str()));
    let ids = include.ids.iter().filter_map(|reference| {
        let link = site.link_to_reference(&reference.0, page)?;
        Some(format!("[{}]({})", link.id, link.url))
    });
    topics.chain(tags).chain(levels).chain(ids).collect()
}
