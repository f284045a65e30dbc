//! Which paths a source file names outside its tests: `use` trees, expressions, types, attributes are read by `syn`.
//! Paths are returned as written; what they mean is decided in `circles`.

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// What one file says about its neighbours.
#[derive(Default)]
pub(super) struct Named {
    /// Every path that begins with `crate`, `self`, `super` or a lower-case name.
    pub(super) paths: Vec<Vec<String>>,
    /// `pub use a::B` or `pub use a::B as C`: the name under which it is seen here, and where it leads.
    pub(super) exports: Vec<(String, Vec<String>)>,
    /// The file holds only `mod` and `use`: a door sign, not a room.
    pub(super) facade: bool,
}

pub(super) fn read(source: &str) -> syn::Result<Named> {
    let file = syn::parse_file(source)?;
    let mut named = Named { facade: file.items.iter().all(|item| matches!(item, Item::Mod(_) | Item::Use(_))), ..Named::default() };
    for item in &file.items {
        if let Item::Use(item) = item
            && matches!(item.vis, syn::Visibility::Public(_) | syn::Visibility::Restricted(_))
        {
            leaves(&item.tree, &mut Vec::new(), &mut |path, name| named.exports.push((name, path)));
        }
    }
    let mut walker = Walker { named: &mut named };
    walker.visit_file(&file);
    Ok(named)
}

struct Walker<'a> {
    named: &'a mut Named,
}

impl<'ast> Visit<'ast> for Walker<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !only_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        leaves(&item.tree, &mut Vec::new(), &mut |path, _| self.named.paths.push(path));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if words.len() > 1 {
            self.named.paths.push(words);
        }
        visit::visit_path(self, path);
    }
}

fn leaves(tree: &UseTree, prefix: &mut Vec<String>, found: &mut impl FnMut(Vec<String>, String)) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            leaves(&path.tree, prefix, found);
            prefix.pop();
        }
        UseTree::Name(name) => found(with(prefix, &name.ident.to_string()), name.ident.to_string()),
        UseTree::Rename(name) => found(with(prefix, &name.ident.to_string()), name.rename.to_string()),
        UseTree::Glob(_) => found(with(prefix, "*"), "*".to_owned()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, prefix, found)),
    }
}

fn with(prefix: &[String], last: &str) -> Vec<String> {
    let mut path = prefix.to_vec();
    if last != "self" {
        path.push(last.to_owned());
    }
    path
}

fn only_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string().split(|c: char| !c.is_alphanumeric()).any(|word| word == "test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
