//! JSON Schemas (draft 2020-12) of our files, derived from the types that read them.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::rules_json::Rules;
use crate::model::{
    Agreement, Answers, Audit, Check, Evidence, Facts, Guideline, Measured, Output, Profile,
    Project, Record, Tested, Topic, VersionSets, Waivers,
};

/// A kind of file with a schema.
#[derive(Debug)]
pub struct FileType {
    /// The schema's file is `<name>.schema.json`.
    pub name: &'static str,
    /// Globs from the root of a rulebook; of two that match, the longer one counts.
    pub files: &'static [&'static str],
    schema: fn() -> Schema,
}

/// THE TABLE OF FILE TYPES.
pub const FILE_TYPES: &[FileType] = &[
    FileType {
        name: "guideline",
        files: &["guidelines/*/*.yaml", "!guidelines/*/topic.yaml"],
        schema: read_schema::<Guideline>,
    },
    FileType {
        name: "topic",
        files: &["guidelines/topic.yaml", "guidelines/*/topic.yaml"],
        schema: read_schema::<Topic>,
    },
    FileType {
        name: "check",
        files: &["checks/*/*.yaml", "!checks/evidence/**"],
        schema: read_schema::<Check>,
    },
    FileType {
        name: "evidence",
        files: &["checks/evidence/*/*.yaml"],
        schema: read_schema::<Evidence>,
    },
    FileType {
        name: "version-sets",
        files: &["checks/evidence/sets.yaml"],
        schema: read_schema::<VersionSets>,
    },
    FileType {
        name: "evidence-record",
        files: &["generated/evidence.json"],
        schema: written_schema::<Record>,
    },
    FileType {
        name: "measured",
        files: &["checks/measured.yaml"],
        schema: read_schema::<Measured>,
    },
    FileType {
        name: "agreement",
        files: &["checks/agreement.yaml"],
        schema: read_schema::<Agreement>,
    },
    FileType { name: "tested", files: &["checks/tested.yaml"], schema: read_schema::<Tested> },
    FileType {
        name: "project",
        files: &["projects/*.yaml", "!projects/facts.yaml"],
        schema: read_schema::<Project>,
    },
    FileType { name: "facts", files: &["projects/facts.yaml"], schema: read_schema::<Facts> },
    FileType {
        name: "profile",
        files: &["projects/profiles/*.yaml"],
        schema: read_schema::<Profile>,
    },
    FileType {
        name: "waivers",
        files: &["projects/waivers/*.yaml"],
        schema: read_schema::<Waivers>,
    },
    FileType {
        name: "answers",
        files: &["projects/answers/*.yaml"],
        schema: read_schema::<Answers>,
    },
    FileType { name: "audit", files: &["generated/audit/*.json"], schema: written_schema::<Audit> },
    FileType {
        name: "rules",
        files: &["generated/exports/rules.json"],
        schema: written_schema::<Rules<'static>>,
    },
];

/// All schemas, with paths below generated/.
pub fn schemas() -> Vec<Output> {
    FILE_TYPES
        .iter()
        .map(|kind| Output::json(format!("schemas/{}.schema.json", kind.name), &(kind.schema)()))
        .collect()
}

/// The schema of a file that people write: keys that begin with `x-` are their own.
fn read_schema<T: JsonSchema>() -> Schema {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let mut allow = RecursiveTransform(|inner: &mut Schema| {
        let closed = inner.get("additionalProperties") == Some(&Value::Bool(false));
        if closed {
            inner.insert("patternProperties".into(), json!({"^x-": {}}));
        }
    });
    allow.transform(&mut schema);
    schema
}

/// The schema of a file that we write.
fn written_schema<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>()
}
