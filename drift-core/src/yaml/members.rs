//! The members of a map while it is read: a key stands once in it, and `<<` brings those of other maps.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use super::Dialect;
use super::fault::YamlFault;
use super::tree::{Content, Member, Spanned};

#[derive(Default)]
pub(super) struct Members {
    pub(super) all: BTreeMap<String, Member>,
    /// Those that `<<` brought, which a key of the map itself replaces.
    merged: BTreeSet<String>,
}

impl Members {
    /// Adds a member of the map itself.
    pub(super) fn insert(&mut self, name: String, member: Member) -> Result<(), YamlFault> {
        match self.all.entry(name) {
            Entry::Vacant(free) => {
                free.insert(member);
            }
            Entry::Occupied(mut taken) if self.merged.remove(taken.key()) => {
                taken.insert(member);
            }
            Entry::Occupied(taken) => {
                let first = taken.get().line;
                return Err(YamlFault::Duplicate { key: taken.key().clone(), first });
            }
        }
        Ok(())
    }

    /// Adds the members of what stands at `<<`: a map or a list of maps.
    pub(super) fn merge(&mut self, dialect: Dialect, node: Spanned) -> Result<(), YamlFault> {
        let sources = match node.content {
            Content::List(list) => list,
            _ => vec![node],
        };
        // Of several maps the first one wins.
        for source in sources.into_iter().rev() {
            let Content::Map(source) = source.content else { return Err(YamlFault::Merge) };
            for (name, member) in source {
                let own = self.all.contains_key(&name) && !self.merged.contains(&name);
                // kubectl reads a map from its top to its bottom, and the later wins.
                if dialect == Dialect::Kubernetes || !own {
                    self.merged.insert(name.clone());
                    self.all.insert(name, member);
                }
            }
        }
        Ok(())
    }
}
