//! The vocabulary as types. One word, one meaning:
//!
//! | word | meaning |
//! | --- | --- |
//! | guideline | one normative statement with its why, examples and questions |
//! | check | one executable way to look for breaches of a guideline |
//! | evidence | a small program that shows a claim of a guideline to be true |
//! | project | a code base that the rulebook is applied to |
//! | profile | which guidelines bind a group of projects, at what level |
//! | waiver | a recorded exception, with a reason and an end |
//! | answer | a person's verdict on an item of a checklist, bound to the guideline's revision and the code |
//! | checklist | the guidelines that one project or one change has to answer |
//! | rulebook | a loaded, validated set of all of these |
//!
//! A type here is what its YAML file says: serde reads it, schemars describes it to editors, and the doc comments
//! are what the editor shows.

pub mod abroad;
pub mod agreement;
pub mod answer;
pub mod applies;
pub mod audit;
pub mod check;
pub mod checklist;
pub mod evidence;
pub mod finding;
pub mod fit;
pub mod guideline;
pub mod id;
pub mod markdown;
pub mod measured;
pub mod output;
pub mod profile;
pub mod project;
pub mod quote;
pub mod rulebook;
pub mod sarif;
pub mod settings;
pub mod tested;
pub mod text;
pub mod topic;
pub mod upkeep;
pub mod waiver;

pub use agreement::Agreement;
pub use answer::{Answer, Answers};
pub use applies::{Applies, Verdict};
pub use audit::Audit;
pub use check::{Case, Check};
pub use checklist::{Checklist, Item, State};
pub use evidence::{Evidence, Outcome, Proofs, Record, VersionSets};
pub use finding::{Finding, NotRun, Report, Standing, Step};
pub use guideline::{Example, Guideline, Level, Status};
pub use id::{Id, Name};
pub use measured::Measured;
pub use output::Output;
pub use profile::Profile;
pub use project::{Fact, Facts, Project};
pub use rulebook::Rulebook;
pub use settings::Settings;
pub use tested::Tested;
pub use text::{Code, Date, Line, OneOrMany, Release};
pub use topic::{Page, Topic};
pub use upkeep::Upkeep;
pub use waiver::{Waiver, Waivers};
