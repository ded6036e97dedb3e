//! Pictures of figures over years, as SVG inside a page (with the crate plotters).
//!
//! They have no colour of their own: lines differ by dashes and marks, each is named at its end, and everything takes
//! the colour of the text around it, so that one picture does for light, dark and paper. Who does not see it hears
//! what it shows, and the page has its figures as a table.

use plotters::coord::types::RangedCoordi32;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::escape;

/// A picture: lines over years.
#[derive(Debug)]
pub(super) struct Chart<'a> {
    /// What makes it different from others on the same page; letters, digits and `-`.
    pub(super) id: &'a str,
    /// What it shows, in a few words.
    pub(super) title: String,
    /// What there is to see, in a sentence or two.
    pub(super) about: String,
    /// The years, ascending.
    pub(super) years: &'a [i32],
    /// The lines; each has a value for each year, or none where nothing is known.
    pub(super) lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) values: Vec<Option<u64>>,
}

const WIDTH: u32 = 720;
const HEIGHT: u32 = 340;

/// Stands for the colour of the text, and is replaced by it.
const INK: RGBColor = RGBColor(1, 2, 3);
/// Stands for the colour of fine lines.
const FINE: RGBColor = RGBColor(4, 5, 6);

/// How wide the names at the ends of lines may be.
const NAMES: i32 = 190;

/// How far names at the ends of lines have to be apart.
const APART: i32 = 15;

/// The picture as a figure in HTML on one line; nothing where there are no two years to join.
///
/// # Errors
/// If the library cannot draw, which says what it cannot.
pub(super) fn figure(chart: &Chart<'_>) -> anyhow::Result<Option<String>> {
    if chart.years.len() < 2 || chart.lines.is_empty() {
        return Ok(None);
    }
    let mut svg = String::new();
    draw(chart, &mut svg).map_err(|error| anyhow::anyhow!("cannot draw a picture: {error}"))?;
    Ok(Some(finished(chart, &svg)))
}

type Error = Box<dyn std::error::Error>;

fn draw(chart: &Chart<'_>, svg: &mut String) -> Result<(), Error> {
    let area = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    let (from, to) = (chart.years[0], chart.years[chart.years.len() - 1]);
    let most = chart.lines.iter().flat_map(|line| &line.values).flatten().max();
    let most = most.copied().unwrap_or(0).max(4);
    let top = i32::try_from(most + most.div_ceil(10)).unwrap_or(i32::MAX);
    let (plot, names) = area.split_horizontally(WIDTH as i32 - NAMES);
    let mut context = ChartBuilder::on(&plot)
        .margin(8)
        .x_label_area_size(28)
        .y_label_area_size(44)
        .build_cartesian_2d(from..to, 0..top)?;
    let words = ("sans-serif", 14).into_font().color(&INK);
    context
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(FINE.mix(0.0))
        .bold_line_style(FINE)
        .axis_style(INK)
        .label_style(words.clone())
        .x_labels((to - from + 1).min(12) as usize)
        .y_labels(6)
        .draw()?;
    for (at, line) in chart.lines.iter().enumerate() {
        lines(&mut context, chart.years, at, line)?;
    }
    // Names stand where their lines end, moved apart where these meet.
    let (_, height) = names.dim_in_pixel();
    let bottom = height as i32 - 8 - 28;
    let ends = chart.lines.iter().map(|line| {
        let last = line.values.iter().rev().flatten().next().copied().unwrap_or(0);
        8 + (i64::from(bottom - 8) * (i64::from(top) - last as i64) / i64::from(top)) as i32
    });
    for (at, y) in apart(ends.collect(), bottom).into_iter().enumerate() {
        mark(&names, (8, y), at)?;
        let style = words.clone().pos(Pos::new(HPos::Left, VPos::Center));
        names.draw(&Text::new(chart.lines[at].name.clone(), (20, y), style))?;
    }
    area.present()?;
    Ok(())
}

type Context<'a, 'b> =
    ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordi32, RangedCoordi32>>;

/// The dashes of a line: how long each is, and how far apart.
fn dashes(at: usize) -> Option<(i32, i32)> {
    [None, Some((7, 4)), Some((2, 3)), Some((12, 4))][at % 4]
}

fn lines(
    context: &mut Context<'_, '_>,
    years: &[i32],
    at: usize,
    line: &Line,
) -> Result<(), Error> {
    let value = |value: u64| i32::try_from(value).unwrap_or(i32::MAX);
    let points: Vec<(i32, i32)> = years
        .iter()
        .zip(&line.values)
        .filter_map(|(year, known)| Some((*year, value((*known)?))))
        .collect();
    let style = INK.stroke_width(2);
    match dashes(at) {
        None => {
            context.draw_series(LineSeries::new(points.clone(), style))?;
        }
        Some((size, spacing)) => {
            context.draw_series(DashedLineSeries::new(points.clone(), size, spacing, style))?;
        }
    }
    match at % 4 {
        0 => context.draw_series(points.iter().map(|at| Circle::new(*at, 3, INK.filled())))?,
        1 => context.draw_series(points.iter().map(|at| Circle::new(*at, 4, style)))?,
        2 => context
            .draw_series(points.iter().map(|at| TriangleMarker::new(*at, 5, INK.filled())))?,
        _ => context.draw_series(points.iter().map(|at| Cross::new(*at, 4, style)))?,
    };
    Ok(())
}

/// The mark of a line beside its name.
fn mark(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    place: (i32, i32),
    at: usize,
) -> Result<(), Error> {
    let style = INK.stroke_width(2);
    match at % 4 {
        0 => area.draw(&Circle::new(place, 3, INK.filled()))?,
        1 => area.draw(&Circle::new(place, 4, style))?,
        2 => area.draw(&TriangleMarker::new(place, 5, INK.filled()))?,
        _ => area.draw(&Cross::new(place, 4, style))?,
    }
    Ok(())
}

/// Places from above to below that are far enough from each other, each as near as can be to where it was.
fn apart(places: Vec<i32>, bottom: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|at| places[*at]);
    let mut moved = places;
    for two in 1..order.len() {
        let least = moved[order[two - 1]] + APART;
        moved[order[two]] = moved[order[two]].max(least);
    }
    let over = order.last().map_or(0, |last| (moved[*last] - bottom).max(0));
    // What does not fit below goes up again, from the last one on.
    let mut most = bottom;
    if over > 0 {
        for at in order.into_iter().rev() {
            moved[at] = moved[at].min(most);
            most = moved[at] - APART;
        }
    }
    moved
}

/// The library's SVG as a part of a page: on one line, so that it ends no block of Markdown; in the colours of the
/// page; with words for who does not see it.
fn finished(chart: &Chart<'_>, svg: &str) -> String {
    let inner = svg.split_once('>').map_or("", |(_, rest)| rest).trim_end();
    let inner = inner.strip_suffix("</svg>").unwrap_or(inner);
    let inner: String = inner.lines().map(str::trim).collect::<Vec<_>>().join("");
    let inner = inner.replace("#010203", "currentColor").replace("#040506", "var(--rb-line)");
    let (id, title, about) = (chart.id, escape::html(&chart.title), escape::html(&chart.about));
    format!(
        concat!(
            r#"<figure class="plot"><svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-about">"#,
            r#"<title id="{}-title">{}</title><desc id="{}-about">{}</desc>{}</svg>"#,
            r#"<figcaption>{}</figcaption></figure>"#
        ),
        WIDTH, HEIGHT, id, id, id, title, id, about, inner, title
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> String {
        let line = |name: &str, values: &[u64]| Line {
            name: name.into(),
            values: values.iter().map(|value| Some(*value)).collect(),
        };
        let chart = Chart {
            id: "x",
            title: "a < b".into(),
            about: "what & why".into(),
            years: &[2019, 2020, 2021],
            lines: vec![line("one", &[1, 2, 3]), line("two", &[3, 3, 3]), line("<", &[3, 2, 3])],
        };
        figure(&chart).expect("a picture").expect("there is something to see")
    }

    #[test]
    fn a_picture_is_whole_xml_on_one_line() {
        let picture = picture();
        assert!(!picture.contains('\n'), "{picture}");
        let mut reader = quick_xml::Reader::from_str(&picture);
        let mut lines = 0;
        loop {
            match reader.read_event().expect("XML") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Empty(tag) if tag.name().as_ref() == "polyline" => {
                    lines += 1
                }
                _ => {}
            }
        }
        assert!(lines >= 3, "{picture}");
    }

    #[test]
    fn a_picture_has_no_colour_of_its_own_and_words_for_who_does_not_see_it() {
        let picture = picture();
        assert!(!picture.contains("=\"#"), "{picture}");
        assert!(picture.contains("currentColor") && picture.contains("role=\"img\""));
        assert!(picture.contains("a &lt; b") && picture.contains("what &amp; why"));
    }

    #[test]
    fn names_at_the_ends_of_lines_do_not_cover_each_other() {
        assert_eq!(apart(vec![50, 50, 52], 300), [50, 65, 80]);
        assert_eq!(apart(vec![295, 10, 295], 300), [285, 10, 300]);
    }

    #[test]
    fn one_year_makes_no_picture() {
        let chart = Chart {
            id: "x",
            title: String::new(),
            about: String::new(),
            years: &[2020],
            lines: vec![Line { name: "a".into(), values: vec![Some(1)] }],
        };
        assert_eq!(figure(&chart).expect("nothing to draw"), None);
    }
}
