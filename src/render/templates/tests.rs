use std::fs;

use serde_json::json;

use super::*;

/// The templates that the program carries, and over them one file of a theme.
fn with(name: &str, text: &str) -> anyhow::Result<Templates> {
    let theme = tempfile::tempdir().expect("a folder");
    fs::create_dir(theme.path().join("templates")).expect("a folder");
    fs::write(theme.path().join("templates").join(name), text).expect("a file");
    Templates::load(Some(theme.path()))
}

fn message(name: &str, text: &str) -> String {
    let view = json!({
        "title": "A *title*", "guidelines": [{"level": "must"}], "places": [0, 2], "tags": [],
    });
    match with(name, text) {
        Err(error) => format!("{error:#}"),
        Ok(templates) => match templates.render(name.trim_end_matches(".hbs"), &view) {
            Err(mistake) => mistake.to_string(),
            Ok(text) => text,
        },
    }
}

#[test]
fn the_templates_of_the_program_are_templates() {
    let carried = files::carried();
    assert!(!carried.is_empty());
    assert_eq!(carried.iter().filter_map(File::mistake).collect::<Vec<_>>(), []);
}

#[test]
fn markdown_is_not_escaped_and_html_is() {
    assert_eq!(message("x.md.hbs", "{{title}} <> {{inline title}}"), "A *title* <> A \\*title\\*");
    assert_eq!(
        message("x.html.hbs", "{{title}}{{#each guidelines}}<{{level}}>{{/each}}"),
        "A *title*<must>"
    );
}

#[test]
fn unknown_files_become_partials() {
    let theme = tempfile::tempdir().expect("a folder");
    fs::create_dir(theme.path().join("templates")).expect("a folder");
    for (name, text) in
        [("x.md.hbs", "{{> mine}} {{> both}}"), ("mine.md.hbs", "M"), ("both.hbs", "B")]
    {
        fs::write(theme.path().join("templates").join(name), text).expect("a file");
    }
    let templates = Templates::load(Some(theme.path())).expect("no mistake");
    assert_eq!(templates.render("x.md", &json!({})).expect("no mistake"), "M B");
}

#[test]
fn one_template_comes_with_what_it_uses_and_without_the_mistakes_of_others() {
    let theme = tempfile::tempdir().expect("a folder");
    fs::create_dir(theme.path().join("templates")).expect("a folder");
    for (name, text) in [
        ("x.md.hbs", "{{~> mine}} {{#> both}}{{/both}}"),
        ("mine.md.hbs", "M{{>deeper null}}"),
        ("deeper.hbs", "D"),
        ("both.hbs", "B"),
        ("y.md.hbs", "{{> (lookup this 'which')}}"),
    ] {
        fs::write(theme.path().join("templates").join(name), text).expect("a file");
    }
    let one = |name| Templates::load_one(Some(theme.path()), name);
    let rendered = |name| {
        let templates = one(name).expect("no mistake");
        templates.render(name, &json!({"which": "both"})).expect("no mistake")
    };
    assert_eq!(rendered("x.md"), "MD B");
    assert_eq!(rendered("y.md"), "B");
    fs::write(theme.path().join("templates/page.md.hbs"), "{{#if").expect("a file");
    assert_eq!(rendered("x.md"), "MD B");
    assert!(Templates::load(Some(theme.path())).is_err() && one("page.md").is_err());
}

#[test]
fn mistakes_name_the_file_the_line_and_the_next_step() {
    let told = [
        ("a missing variable", message("x.md.hbs", "# Title\n\n{{titel}}\n")),
        (
            "a missing variable in a list",
            message("x.md.hbs", "{{#each guidelines}}\n- {{levle}}\n{{/each}}"),
        ),
        ("a missing list", message("x.md.hbs", "{{#each guidlines}}{{/each}}")),
        ("a missing list of links", message("x.md.hbs", "a\n{{links guidlines}}\n")),
        ("links to what has no address", message("x.md.hbs", "a\n{{links guidelines}}\n")),
        ("no list of links", message("x.md.hbs", "a\n{{links title}}\n")),
        (
            "links at places of a missing list",
            message("x.md.hbs", "a\n{{links places of=guidlines}}\n"),
        ),
        (
            "links at places that are not there",
            message("x.md.hbs", "a\n{{links places of=tags}}\n"),
        ),
        ("a missing partial", message("x.md.hbs", "a\n  {{> edlit}}\n")),
        ("a missing helper", message("x.md.hbs", "a\n{{inlin title}}\n")),
        ("an open block", message("x.md.hbs", "{{#if title}}\n{{#each guidelines}}\n{{/each}}\n")),
        (
            "blocks that cross",
            message("x.md.hbs", "{{#if title}}\n{{#each guidelines}}\n{{/if}}\n{{/each}}\n"),
        ),
        ("a block that was never opened", message("x.md.hbs", "text\n{{/if}}\n")),
        ("an open tag", message("x.md.hbs", "text\n{{title\n")),
        ("nonsense", message("x.md.hbs", "text\n{{title 'x}}\n")),
        ("a missing variable in HTML", message("x.html.hbs", "<p>{{nothing_like_it}}")),
    ];
    let told: Vec<String> =
        told.iter().map(|(what, message)| format!("{what}\n    {message}")).collect();
    insta::assert_snapshot!(told.join("\n"));
}
