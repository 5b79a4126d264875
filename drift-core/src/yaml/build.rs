//! Builds trees from the parser's events, with a stack of its own: nothing here recurses over what was read, except over
//! trees whose depth is within the budget. Knows nothing of how a stream is cut.

use std::borrow::Cow;
use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BTreeSet, VecDeque};

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::fault::{YamlError, YamlFault};
use super::tree::{Content, Member, Spanned, Style};
use super::{Budget, Dialect, scalar, stream};

const MERGE: &str = "<<";

/// Loads every document of a text, up to the first that the parser cannot get past.
pub(super) fn documents(
    part: stream::Part<'_>,
    dialect: Dialect,
    budget: &Budget,
    into: &mut VecDeque<Result<Spanned, YamlError>>,
) {
    let mut parser = Parser::new_from_str_with_options(part.text, options(budget));
    let mut builder = Builder::new(part, dialect, budget);
    let mut failed = false;
    while let Some(next) = parser.next_event() {
        match next {
            // One document, one error.
            Err(_) if failed => return,
            Err(error) => {
                into.push_back(Err(builder.syntax(&error)));
                return;
            }
            Ok((Event::DocumentStart(..), _)) => {
                builder = Builder::new(part, dialect, budget);
                failed = false;
            }
            Ok((Event::DocumentEnd, _)) => {
                into.extend(builder.root.take().filter(|root| !failed && !root.is_null()).map(Ok));
            }
            Ok(_) if failed => {}
            Ok((event, span)) => {
                let place = builder.place(&span.start);
                if let Err(what) = builder.take(event, place) {
                    let Place { line, column } = builder.blame.take().unwrap_or(place);
                    into.push_back(Err(YamlError { line, column, what }));
                    failed = true;
                }
            }
        }
    }
}

fn options(budget: &Budget) -> granit_parser::Options {
    granit_parser::options! {
        emit_comments: false,
        // JSON has no limit to its keys.
        simple_key_max_lookahead: 1 << 16,
        flow_nesting_limit: budget.depth,
        block_nesting_limit: budget.depth,
    }
}

#[derive(Debug, Clone, Copy)]
struct Place {
    line: u32,
    column: u32,
}

/// A list or map that has not ended.
struct Open {
    place: Place,
    anchor: usize,
    part: Part,
}

enum Part {
    List(Vec<Spanned>),
    Map {
        members: BTreeMap<String, Member>,
        /// The members that `<<` brought, which a key of the map itself replaces.
        merged: BTreeSet<String>,
        key: Option<Key>,
    },
}

enum Key {
    Name(String, Place),
    Merge(Place),
}

struct Anchored {
    node: Spanned,
    cost: usize,
    height: usize,
}

struct Builder<'l> {
    source: stream::Part<'l>,
    dialect: Dialect,
    budget: &'l Budget,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchored>,
    spent: usize,
    root: Option<Spanned>,
    /// The place of a fault that is not that of the event at which it was found.
    blame: Option<Place>,
}

impl<'l> Builder<'l> {
    fn new(source: stream::Part<'l>, dialect: Dialect, budget: &'l Budget) -> Self {
        Self {
            source,
            dialect,
            budget,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            spent: 0,
            root: None,
            blame: None,
        }
    }

    fn place(&self, marker: &Marker) -> Place {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let line = marker.line().max(1);
        let columns_before = if line == 1 { self.source.columns_before } else { 0 };
        Place {
            line: self.source.lines_before.saturating_add(number(line)),
            column: columns_before.saturating_add(number(marker.col())).saturating_add(1),
        }
    }

    fn syntax(&self, error: &ScanError) -> YamlError {
        let Place { line, column } = self.place(error.marker());
        let what = match error.kind() {
            ErrorKind::RecursionLimitExceeded => YamlFault::Depth(self.budget.depth),
            kind => YamlFault::Syntax(kind.to_string()),
        };
        YamlError { line, column, what }
    }

    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), YamlFault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(text, written(style), anchor, tag, place)
            }
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::SequenceStart(_, anchor, _) => {
                self.begin(Part::List(Vec::new()), anchor, place, "a list")
            }
            Event::MappingStart(_, anchor, _) => {
                let part =
                    Part::Map { members: BTreeMap::new(), merged: BTreeSet::new(), key: None };
                self.begin(part, anchor, place, "a map")
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            _ => Ok(()),
        }
    }

    /// Whether what comes next is a key.
    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { part: Part::Map { key: None, .. }, .. }))
    }

    fn set_key(&mut self, name: Key) {
        if let Some(Open { part: Part::Map { key, .. }, .. }) = self.open.last_mut() {
            *key = Some(name);
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: Style,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        place: Place,
    ) -> Result<(), YamlFault> {
        let tag = tag.map(|tag| {
            tag.suffix_in_namespace("tag:yaml.org,2002:").map(Cow::into_owned).unwrap_or_default()
        });
        let tag = tag.as_deref();
        if !self.wants_key() {
            let content = scalar::value(self.dialect, tag, style, text.into_owned())?;
            return self.finish(spanned(content, place), anchor);
        }
        if anchor != 0 {
            let content = scalar::value(self.dialect, tag, style, text.clone().into_owned())?;
            self.keep(&spanned(content, place), anchor)?;
        }
        let plain = tag.is_none() && style == Style::Plain;
        let key = if text == MERGE && (plain || tag == Some("merge")) {
            Key::Merge(place)
        } else {
            Key::Name(scalar::key(self.dialect, tag, style, text.into_owned())?, place)
        };
        self.set_key(key);
        Ok(())
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<(), YamlFault> {
        // An anchor is kept when its node ends: one that is not there yet is still open around the alias.
        let anchored = self.anchors.get(&anchor).ok_or(YamlFault::Recursive)?;
        if self.wants_key() {
            let name = key_text(&anchored.node)?;
            self.set_key(Key::Name(name, place));
            return Ok(());
        }
        if self.open.len() + anchored.height > self.budget.depth {
            return Err(YamlFault::Depth(self.budget.depth));
        }
        spend(&mut self.spent, anchored.cost, self.budget)?;
        let node = anchored.node.clone();
        self.finish(node, 0)
    }

    fn begin(
        &mut self,
        part: Part,
        anchor: usize,
        place: Place,
        what: &'static str,
    ) -> Result<(), YamlFault> {
        if self.wants_key() {
            return Err(YamlFault::Key(what));
        }
        if self.open.len() >= self.budget.depth {
            return Err(YamlFault::Depth(self.budget.depth));
        }
        self.open.push(Open { place, anchor, part });
        Ok(())
    }

    fn end(&mut self) -> Result<(), YamlFault> {
        let Some(Open { place, anchor, part }) = self.open.pop() else { return Ok(()) };
        let content = match part {
            Part::List(list) => Content::List(list),
            Part::Map { members, .. } => Content::Map(members),
        };
        self.finish(spanned(content, place), anchor)
    }

    /// Puts a whole node where it belongs.
    fn finish(&mut self, node: Spanned, anchor: usize) -> Result<(), YamlFault> {
        if anchor != 0 {
            self.keep(&node, anchor)?;
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        let (members, merged, key) = match &mut open.part {
            Part::List(list) => {
                list.push(node);
                return Ok(());
            }
            Part::Map { members, merged, key } => (members, merged, key.take()),
        };
        let place = match &key {
            Some(Key::Name(_, place) | Key::Merge(place)) => *place,
            None => return Ok(()),
        };
        let outcome = match key {
            Some(Key::Name(name, _)) => insert(members, merged, name, node, place),
            _ => merge(self.dialect, members, merged, node),
        };
        outcome.inspect_err(|_| self.blame = Some(place))
    }

    fn keep(&mut self, node: &Spanned, anchor: usize) -> Result<(), YamlFault> {
        let (cost, height) = measure(node);
        spend(&mut self.spent, cost, self.budget)?;
        self.anchors.insert(anchor, Anchored { node: node.clone(), cost, height });
        Ok(())
    }
}

fn spanned(content: Content, place: Place) -> Spanned {
    Spanned { content, line: place.line, column: place.column }
}

fn written(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

fn key_text(node: &Spanned) -> Result<String, YamlFault> {
    match &node.content {
        Content::Text(scalar) => Ok(scalar.text.clone()),
        Content::Bool(truth) => Ok(truth.to_string()),
        Content::Integer(number) => Ok(number.to_string()),
        _ => Err(YamlFault::Key(node.what())),
    }
}

fn insert(
    members: &mut BTreeMap<String, Member>,
    merged: &mut BTreeSet<String>,
    name: String,
    value: Spanned,
    Place { line, column }: Place,
) -> Result<(), YamlFault> {
    let member = Member { value, line, column };
    match members.entry(name) {
        Entry::Vacant(free) => {
            free.insert(member);
        }
        Entry::Occupied(mut taken) if merged.remove(taken.key()) => {
            taken.insert(member);
        }
        Entry::Occupied(taken) => {
            let first = taken.get().line;
            return Err(YamlFault::Duplicate { key: taken.key().clone(), first });
        }
    }
    Ok(())
}

fn merge(
    dialect: Dialect,
    members: &mut BTreeMap<String, Member>,
    merged: &mut BTreeSet<String>,
    node: Spanned,
) -> Result<(), YamlFault> {
    let sources = match node.content {
        Content::List(list) => list,
        _ => vec![node],
    };
    // Of several maps the first one wins.
    for source in sources.into_iter().rev() {
        let Content::Map(source) = source.content else { return Err(YamlFault::Merge) };
        for (name, member) in source {
            let own = members.contains_key(&name) && !merged.contains(&name);
            // kubectl reads a map from its top to its bottom, and the later wins.
            if dialect == Dialect::Kubernetes || !own {
                merged.insert(name.clone());
                members.insert(name, member);
            }
        }
    }
    Ok(())
}

fn spend(spent: &mut usize, cost: usize, budget: &Budget) -> Result<(), YamlFault> {
    *spent = spent.saturating_add(cost);
    if *spent > budget.expansion { Err(YamlFault::Expansion(budget.expansion)) } else { Ok(()) }
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
