//! Imports, and the names they bind.

use ruff_python_ast::{Alias, Expr, ExprCall, Identifier, StmtImport, StmtImportFrom};
use ruff_text_size::Ranged;

use super::Walk;
use crate::python::scope::BindingKind;
use crate::python::sites::{ImportForm, ImportSite};
use crate::python::span_of;

impl<'a> Walk<'a> {
    pub(super) fn note_import(&mut self, import: &'a StmtImport) {
        let end = import.range().end().to_usize();
        for alias in &import.names {
            let module = alias.name.as_str();
            let renamed = alias.asname.as_ref().map(Identifier::as_str);
            let (name, meaning) = match renamed {
                Some(renamed) => (renamed, module),
                // `import a.b` binds `a` only.
                None => {
                    let top = module.split('.').next().unwrap_or(module);
                    (top, top)
                }
            };
            self.bind(name, BindingKind::Import(meaning.to_owned()), end);
            self.module.imports.push(ImportSite {
                form: ImportForm::Plain,
                module: module.to_owned(),
                member: None,
                alias: renamed,
                level: 0,
                call: None,
                span: span_of(import),
                name_span: span_of(alias),
                alone: import.names.len() == 1,
                site: self.site(),
            });
        }
    }

    pub(super) fn note_import_from(&mut self, import: &'a StmtImportFrom) {
        let module = self.imported_module(import);
        for alias in &import.names {
            let star = alias.name.as_str() == "*";
            self.module.imports.push(ImportSite {
                form: if star { ImportForm::Star } else { ImportForm::From },
                module: module.clone(),
                member: (!star).then(|| alias.name.as_str()),
                alias: alias.asname.as_ref().map(Identifier::as_str),
                level: import.level,
                call: None,
                span: span_of(import),
                name_span: span_of(alias),
                alone: import.names.len() == 1,
                site: self.site(),
            });
            if star {
                let scope = self.scope();
                self.module.scopes[scope.0 as usize].stars.push(module.clone());
            } else {
                self.bind_member(&module, alias, import.range().end().to_usize());
            }
        }
    }

    fn bind_member(&mut self, module: &str, alias: &'a Alias, from: usize) {
        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        let dot = if module.ends_with('.') { "" } else { "." };
        let meaning = format!("{module}{dot}{}", alias.name.as_str());
        self.bind(name, BindingKind::Import(meaning), from);
    }

    fn imported_module(&self, import: &StmtImportFrom) -> String {
        let written = import.module.as_ref().map(Identifier::as_str);
        if import.level == 0 {
            return written.unwrap_or_default().to_owned();
        }
        let absolute =
            self.module.name.as_ref().and_then(|name| name.relative(import.level, written));
        absolute.unwrap_or_else(|| ".".repeat(import.level as usize) + written.unwrap_or_default())
    }

    pub(super) fn note_dynamic_import(&mut self, call: &'a ExprCall) {
        let Some(Expr::StringLiteral(name)) = call.arguments.args.first() else {
            return;
        };
        // What the callee really is can only be told when all names are known; checks ask again.
        let named = match &*call.func {
            Expr::Name(name) => matches!(name.id.as_str(), "__import__" | "import_module"),
            Expr::Attribute(attribute) => attribute.attr.as_str() == "import_module",
            _ => false,
        };
        let module = name.value.to_str();
        let module = match module.strip_prefix('.') {
            Some(_) => {
                let dots = module.len() - module.trim_start_matches('.').len();
                let rest = Some(&module[dots..]).filter(|rest| !rest.is_empty());
                self.module.name.as_ref().and_then(|name| name.relative(dots as u32, rest))
            }
            None => Some(module.to_owned()),
        };
        if let (true, Some(module)) = (named, module) {
            self.module.imports.push(ImportSite {
                form: ImportForm::Dynamic,
                module,
                member: None,
                alias: None,
                level: 0,
                call: Some(call),
                span: span_of(call),
                name_span: span_of(call),
                alone: true,
                site: self.site(),
            });
        }
    }
}
