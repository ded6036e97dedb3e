//! stub until the engine lands
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
/// x
pub type Find = serde_json::Map<String, serde_json::Value>;
