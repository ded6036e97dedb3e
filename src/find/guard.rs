//! Tests that decide whether a place runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Pattern, Several};
use super::run::{Hit, Holds, Scan};

/// The place only runs when a test says so: `if`, `else`, `while`, `and`, `or`, a conditional expression, or an
/// earlier `if …: return`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct GuardedBy {
    /// The test reads an environment variable whose name this regular expression finds.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub env: Several<Pattern>,
    /// The test uses one of these names.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub uses: Several<Name>,
}

/// The place only runs when a test says so: `if`, `else`, `while`, `and`, `or`, a conditional expression, or an
/// earlier `if …: return`. Given both keys, one of them must hold.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "GuardedBy")]
struct Given {
    /// The test reads an environment variable whose name this regular expression finds (`.` for any).
    #[serde(default)]
    env: Several<Pattern>,
    /// The test uses one of these names.
    #[serde(default)]
    uses: Several<Name>,
}

impl TryFrom<Given> for GuardedBy {
    type Error = &'static str;

    fn try_from(Given { env, uses }: Given) -> Result<Self, Self::Error> {
        if env.is_empty() && uses.is_empty() {
            return Err("say what guards it: `env` or `uses`");
        }
        Ok(Self { env, uses })
    }
}

impl Holds for GuardedBy {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        scan.module.guards(hit.site).into_iter().any(|guard| {
            let env = || {
                let parts = scan.module.parts(guard);
                let mut read = parts.into_iter().filter_map(|part| scan.module.environment(part));
                read.any(|name| self.env.iter().any(|pattern| pattern.is_match(&name)))
            };
            (!self.env.is_empty() && env())
                || (!self.uses.is_empty() && scan.mentions(&self.uses, guard))
        })
    }

    fn names(&self) -> Vec<&Name> {
        self.uses.iter().collect()
    }
}
