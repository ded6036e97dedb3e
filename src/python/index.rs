//! The walk that indexes a module.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Decorator, Expr, ExprContext, Parameters, Pattern, Stmt, StmtClassDef, StmtFunctionDef,
    StmtTry, WithItem,
};
use ruff_text_size::Ranged;

use super::frame::{Frame, FrameId, FrameKind};
use super::module::{Module, StmtInfo};
use super::module_name::ModuleName;
use super::parse::{Parsed, level};
use super::scope::{MODULE_SCOPE, Scope, ScopeId, ScopeKind};
use super::sites::{DefSite, Definition, Docstring, Node, Role, Site, StmtId};

mod bind;
mod expressions;
mod imports;

/// Indexes a parsed file.
pub(super) fn index<'a>(parsed: &'a Parsed<'a>, name: Option<ModuleName>) -> Module<'a> {
    // Room for as many as there can be costs nothing where it is not used, and to grow costs pages.
    let tokens = parsed.tokens().map_or(0, |tokens| tokens.len());
    let module = Module {
        parsed,
        name,
        frames: Vec::new(),
        stmts: Vec::with_capacity(tokens / 4),
        scopes: vec![Scope::new(ScopeKind::Module, None)],
        nodes: Vec::with_capacity(tokens),
        calls: Vec::new(),
        calls_by_name: Default::default(),
        calls_by_root: Default::default(),
        names_by_root: Default::default(),
        imports: Vec::new(),
        defs: Vec::new(),
        assigns: Vec::new(),
        docstrings: Vec::new(),
        referents: Default::default(),
        meanings: Default::default(),
        givers: Default::default(),
        starred: Default::default(),
    };
    let mut walk = Walk {
        module,
        frame: FrameId(0),
        stmt: StmtId(0),
        role: Role::Value,
        depth: 0,
        deepest: 0,
    };
    walk.module.frames.push(Frame {
        parent: None,
        kind: FrameKind::Module,
        suite: parsed.suite(),
        stmt: None,
        scope: MODULE_SCOPE,
        depth: 0,
    });
    walk.docstring(parsed.suite());
    walk.statements(parsed.suite());
    parsed.set_depth(walk.deepest);
    let mut module = walk.module;
    sort(&mut module.nodes);
    let is_call =
        |(at, node): (usize, &Node)| matches!(node.expr, Expr::Call(_)).then_some(at as u32);
    module.calls = module.nodes.iter().enumerate().filter_map(is_call).collect();
    for at in &module.calls {
        if let Expr::Call(call) = module.nodes[*at as usize].expr
            && let Expr::Name(callee) = &*call.func
        {
            module.calls_by_name.entry(callee.id.as_str()).or_default().push(*at);
        }
    }
    for scope in &mut module.scopes {
        scope
            .bindings
            .values_mut()
            .for_each(|bindings| bindings.sort_by_key(|binding| binding.from));
    }
    module
}

/// Puts nodes into the order of the text. The walk finds nearly all of them in it, which a stable sort makes use of; to
/// ask an expression for its range costs more than to compare two.
fn sort(nodes: &mut Vec<Node<'_>>) {
    let key = |(at, node): (usize, &Node<'_>)| {
        let range = node.expr.range();
        (range.start(), std::cmp::Reverse(range.end()), at as u32)
    };
    let mut keys: Vec<_> = nodes.iter().enumerate().map(key).collect();
    if !keys.is_sorted() {
        keys.sort();
        *nodes = keys.into_iter().map(|(.., at)| nodes[at as usize]).collect();
    }
}

struct Walk<'a> {
    module: Module<'a>,
    frame: FrameId,
    stmt: StmtId,
    role: Role,
    depth: usize,
    deepest: usize,
}

impl<'a> Walk<'a> {
    fn site(&self) -> Site {
        Site { frame: self.frame, stmt: self.stmt }
    }

    fn scope(&self) -> ScopeId {
        self.module.frame(self.frame).scope
    }

    fn down(&mut self, run: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        level(|| run(self));
        self.depth -= 1;
    }

    fn within(
        &mut self,
        kind: FrameKind<'a>,
        suite: &'a [Stmt],
        scope: ScopeId,
        run: impl FnOnce(&mut Self),
    ) -> FrameId {
        let outer = self.frame;
        let depth = self.module.frame(outer).depth + 1;
        let id = FrameId(self.module.frames.len() as u32);
        self.module.frames.push(Frame {
            parent: Some(outer),
            kind,
            suite,
            stmt: Some(self.stmt),
            scope,
            depth,
        });
        self.frame = id;
        run(self);
        self.frame = outer;
        id
    }

    /// Walks a block in a frame of its own.
    fn block(&mut self, kind: FrameKind<'a>, suite: &'a [Stmt]) {
        let scope = self.scope();
        self.within(kind, suite, scope, |walk| walk.statements(suite));
    }

    fn statements(&mut self, suite: &'a [Stmt]) {
        let outer = self.stmt;
        for (position, stmt) in suite.iter().enumerate() {
            self.stmt = StmtId(self.module.stmts.len() as u32);
            self.module.stmts.push(StmtInfo { stmt, frame: self.frame, position });
            self.visit_stmt(stmt);
        }
        self.stmt = outer;
    }

    fn new_scope(&mut self, kind: ScopeKind) -> ScopeId {
        let parent = self.scope();
        self.module.scopes.push(Scope::new(kind, Some(parent)));
        ScopeId(self.module.scopes.len() as u32 - 1)
    }

    fn docstring(&mut self, suite: &'a [Stmt]) {
        if let Some(Stmt::Expr(first)) = suite.first()
            && let Expr::StringLiteral(string) = &*first.value
        {
            self.module.docstrings.push(Docstring { string, frame: self.frame });
        }
    }

    fn as_role(&mut self, role: Role, run: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.role, role);
        run(self);
        self.role = outer;
    }

    fn function(&mut self, def: &'a StmtFunctionDef) {
        def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        self.signature(&def.parameters);
        if let Some(returns) = &def.returns {
            self.visit_annotation(returns);
        }
        self.bind_definition(&def.name);
        let scope = self.new_scope(ScopeKind::Function);
        let site = self.site();
        let body = self.within(FrameKind::Function(def), &def.body, scope, |walk| {
            walk.bind_parameters(&def.parameters);
            walk.docstring(&def.body);
            walk.statements(&def.body);
        });
        self.module.defs.push(DefSite { what: Definition::Function(def), site, body });
    }

    fn class(&mut self, def: &'a StmtClassDef) {
        def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        if let Some(arguments) = &def.arguments {
            self.as_role(Role::Base, |walk| {
                arguments.args.iter().for_each(|base| walk.visit_expr(base))
            });
            arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
        }
        let scope = self.new_scope(ScopeKind::Class);
        let site = self.site();
        let body = self.within(FrameKind::Class(def), &def.body, scope, |walk| {
            walk.docstring(&def.body);
            walk.statements(&def.body);
        });
        self.bind_definition(&def.name);
        self.module.defs.push(DefSite { what: Definition::Class(def), site, body });
    }

    // Defaults and annotations belong to the code around the function.
    fn signature(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
            if let Some(annotation) = parameter.annotation() {
                self.visit_annotation(annotation);
            }
        }
    }

    fn attempt(&mut self, stmt: &'a StmtTry) {
        self.block(FrameKind::Try(stmt), &stmt.body);
        for (at, handler) in stmt.handlers.iter().enumerate() {
            let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
            if let Some(kind) = &handler.type_ {
                self.as_role(Role::Except, |walk| walk.visit_expr(kind));
            }
            let scope = self.scope();
            self.within(FrameKind::Except(stmt, at), &handler.body, scope, |walk| {
                if let Some(name) = &handler.name {
                    walk.bind_opaque(name, name.range().end().to_usize());
                }
                walk.statements(&handler.body);
            });
        }
        self.block(FrameKind::TryElse(stmt), &stmt.orelse);
        self.block(FrameKind::Finally(stmt), &stmt.finalbody);
    }

    fn compound(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::Try(stmt) => self.attempt(stmt),
            Stmt::If(stmt) => {
                self.visit_expr(&stmt.test);
                self.block(FrameKind::If(stmt, 0), &stmt.body);
                for (at, clause) in stmt.elif_else_clauses.iter().enumerate() {
                    clause.test.iter().for_each(|test| self.visit_expr(test));
                    self.block(FrameKind::If(stmt, at + 1), &clause.body);
                }
            }
            Stmt::While(stmt) => {
                self.visit_expr(&stmt.test);
                self.block(FrameKind::While(stmt, true), &stmt.body);
                self.block(FrameKind::While(stmt, false), &stmt.orelse);
            }
            Stmt::For(stmt) => {
                self.visit_expr(&stmt.iter);
                self.visit_expr(&stmt.target);
                self.bind_target_opaque(&stmt.target, stmt.target.range().end().to_usize());
                self.block(FrameKind::For(stmt, true), &stmt.body);
                self.block(FrameKind::For(stmt, false), &stmt.orelse);
            }
            Stmt::With(stmt) => {
                stmt.items.iter().for_each(|item| self.visit_with_item(item));
                self.block(FrameKind::With(stmt), &stmt.body);
            }
            Stmt::Match(stmt) => {
                self.visit_expr(&stmt.subject);
                for (at, case) in stmt.cases.iter().enumerate() {
                    let scope = self.scope();
                    self.within(FrameKind::Case(stmt, at), &case.body, scope, |walk| {
                        walk.visit_pattern(&case.pattern);
                        case.guard.iter().for_each(|guard| walk.visit_expr(guard));
                        walk.statements(&case.body);
                    });
                }
            }
            _ => {
                self.bind_statement(stmt);
                self.simple(stmt);
            }
        }
    }

    // In the order of the text, which is nearly that of the nodes then.
    fn simple(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.visit_expr(target));
                self.visit_expr(&assign.value);
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.target);
                self.visit_expr(&assign.value);
            }
            Stmt::AnnAssign(assign) => {
                self.visit_expr(&assign.target);
                self.visit_annotation(&assign.annotation);
                assign.value.iter().for_each(|value| self.visit_expr(value));
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.down(|walk| walk.as_role(Role::Value, |walk| walk.compound(stmt)));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let stored = match expr {
            Expr::Name(name) => name.ctx,
            Expr::Attribute(attribute) => attribute.ctx,
            _ => ExprContext::Load,
        };
        let role = if matches!(stored, ExprContext::Store | ExprContext::Del) {
            Role::Store
        } else {
            self.role
        };
        self.module.nodes.push(Node { expr, site: self.site(), role });
        // A tuple of exceptions, an annotation's parts and a starred base keep their role.
        let keep = match expr {
            Expr::Tuple(_) | Expr::Starred(_) => {
                matches!(role, Role::Except | Role::Annotation | Role::Base)
            }
            _ => role == Role::Annotation,
        };
        let inner = if keep { role } else { Role::Value };
        self.down(|walk| walk.as_role(inner, |walk| walk.expression(expr)));
    }

    fn visit_annotation(&mut self, expr: &'a Expr) {
        let scope = self.scope();
        self.within(FrameKind::Annotation, &[], scope, |walk| {
            walk.as_role(Role::Annotation, |walk| walk.visit_expr(expr))
        });
    }

    fn visit_decorator(&mut self, decorator: &'a Decorator) {
        let scope = self.scope();
        self.within(FrameKind::Decorator, &[], scope, |walk| {
            walk.as_role(Role::Decorator, |walk| walk.visit_expr(&decorator.expression));
        });
    }

    fn visit_with_item(&mut self, item: &'a WithItem) {
        visitor::walk_with_item(self, item);
        if let Some(target) = &item.optional_vars {
            self.bind_target_opaque(target, target.range().end().to_usize());
        }
    }

    fn visit_comprehension(&mut self, comprehension: &'a ruff_python_ast::Comprehension) {
        self.bind_target_opaque(&comprehension.target, 0);
        visitor::walk_comprehension(self, comprehension);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        self.bind_pattern(pattern);
        self.down(|walk| visitor::walk_pattern(walk, pattern));
    }
}
