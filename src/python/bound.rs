//! Whether names are used, and what gives them a meaning: what a change of the text must not break.

use ruff_python_ast::Expr;

use super::module::Module;
use super::scope::BindingKind;
use super::sites::{ImportForm, ImportSite, Role};

impl Module<'_> {
    /// Whether some code uses a name, whichever scope it is of. A string that is the name counts, as in `__all__`.
    pub fn uses_name(&self, name: &str) -> bool {
        self.nodes().iter().any(|node| match node.expr {
            Expr::Name(used) => used.id == name && node.role != Role::Store,
            Expr::StringLiteral(string) => string.value.to_str() == name,
            _ => false,
        })
    }

    /// Whether something other than an import of `target` gives a name its meaning, in any scope.
    pub fn binds_otherwise(&self, name: &str, target: &str) -> bool {
        let bindings = self.scopes.iter().filter_map(|scope| scope.bindings.get(name)).flatten();
        bindings.into_iter().any(|binding| match &binding.kind {
            BindingKind::Import(import) => import != target,
            _ => true,
        })
    }
}

impl ImportSite<'_> {
    /// The name that the import binds, and what that name then stands for; none for star imports and calls.
    pub fn binds(&self) -> Option<(&str, String)> {
        let first = || self.module.split('.').next().unwrap_or(&self.module);
        match (self.form, self.member, self.alias) {
            (ImportForm::Plain, _, Some(alias)) => Some((alias, self.module.clone())),
            (ImportForm::Plain, _, None) => Some((first(), first().to_owned())),
            (ImportForm::From, Some(member), alias) => {
                Some((alias.unwrap_or(member), format!("{}.{member}", self.module)))
            }
            _ => None,
        }
    }
}
