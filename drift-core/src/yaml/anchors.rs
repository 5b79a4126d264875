//! The anchored parts of a document, and what their copies cost: a few aliases can ask for more memory than there is.

use std::collections::BTreeMap;

use super::Budget;
use super::fault::YamlFault;
use super::tree::{Content, Member, Spanned};

pub(super) struct Anchors<'l> {
    kept: BTreeMap<usize, Kept>,
    budget: &'l Budget,
    spent: usize,
}

struct Kept {
    node: Spanned,
    cost: usize,
    height: usize,
}

impl<'l> Anchors<'l> {
    pub(super) fn new(budget: &'l Budget) -> Self {
        Self { kept: BTreeMap::new(), budget, spent: 0 }
    }

    /// Keeps a whole node for its aliases.
    pub(super) fn keep(&mut self, anchor: usize, node: &Spanned) -> Result<(), YamlFault> {
        let (cost, height) = measure(node);
        self.spend(cost)?;
        self.kept.insert(anchor, Kept { node: node.clone(), cost, height });
        Ok(())
    }

    /// The text of an anchored scalar whose alias is a key.
    pub(super) fn key(&self, anchor: usize) -> Result<String, YamlFault> {
        let node = &self.kept(anchor)?.node;
        match &node.content {
            Content::Text(scalar) => Ok(scalar.text.clone()),
            Content::Bool(truth) => Ok(truth.to_string()),
            Content::Integer(number) => Ok(number.to_string()),
            _ => Err(YamlFault::Key(node.what())),
        }
    }

    /// A copy of an anchored node for an alias that stands in so many lists and maps.
    pub(super) fn copy(&mut self, anchor: usize, depth: usize) -> Result<Spanned, YamlFault> {
        let Kept { node: _, cost, height } = *self.kept(anchor)?;
        if depth + height > self.budget.depth {
            return Err(YamlFault::Depth(self.budget.depth));
        }
        self.spend(cost)?;
        Ok(self.kept(anchor)?.node.clone())
    }

    /// A node is kept when it ends: one that is not there yet is still open around its alias.
    fn kept(&self, anchor: usize) -> Result<&Kept, YamlFault> {
        self.kept.get(&anchor).ok_or(YamlFault::Recursive)
    }

    fn spend(&mut self, cost: usize) -> Result<(), YamlFault> {
        self.spent = self.spent.saturating_add(cost);
        let limit = self.budget.expansion;
        if self.spent > limit { Err(YamlFault::Expansion(limit)) } else { Ok(()) }
    }
}

/// What a copy of a tree costs in memory, about, and how many levels of lists and maps it has.
fn measure(node: &Spanned) -> (usize, usize) {
    let below = |(cost, height): (usize, usize), (more, higher): (usize, usize)| {
        (cost.saturating_add(more), height.max(higher + 1))
    };
    let own = size_of::<Spanned>();
    match &node.content {
        Content::Text(scalar) => (own + scalar.text.len(), 0),
        Content::List(list) => list.iter().map(measure).fold((own, 1), below),
        Content::Map(map) => map.iter().fold((own, 1), |sum, (name, member)| {
            let (cost, height) = measure(&member.value);
            below(sum, (cost + size_of::<Member>() + name.len(), height))
        }),
        _ => (own, 0),
    }
}
