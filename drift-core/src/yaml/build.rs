//! Builds trees from the parser's events, with a stack of its own: it does not recurse over what was read.
//!
//! Knows nothing of how a stream is cut, nor of what a scalar means.

use std::borrow::Cow;
use std::collections::VecDeque;

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::anchors::Anchors;
use super::fault::{YamlError, YamlFault};
use super::members::Members;
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
    // One document, one result: whether that of the last one is said.
    let mut said = false;
    while let Some(next) = parser.next_event() {
        match next {
            Err(error) => {
                // What follows a document without any marker is the rest of it, which is not left out in silence.
                let rest = *error.kind() == ErrorKind::ExpectedDocumentStart;
                if said && rest && into.back().is_some_and(Result::is_ok) {
                    into.pop_back();
                    said = false;
                }
                into.extend((!said).then(|| Err(builder.syntax(&error))));
                return;
            }
            Ok((Event::DocumentStart(..), _)) => {
                builder = Builder::new(part, dialect, budget);
                said = false;
            }
            Ok(_) if said => {}
            Ok((Event::DocumentEnd, _)) => {
                let root = builder.root.take().filter(|root| !root.is_null());
                said = root.is_some();
                into.extend(root.map(Ok));
            }
            Ok((event, span)) => {
                let place = builder.place(&span.start);
                if let Err(what) = builder.take(event, place) {
                    let Place { line, column } = builder.blame.take().unwrap_or(place);
                    into.push_back(Err(YamlError { line, column, what }));
                    said = true;
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
    Map { members: Members, key: Option<Key> },
}

enum Key {
    Name(String, Place),
    Merge(Place),
}

struct Builder<'l> {
    source: stream::Part<'l>,
    dialect: Dialect,
    depth: usize,
    open: Vec<Open>,
    anchors: Anchors<'l>,
    root: Option<Spanned>,
    /// The place of a fault that is not that of the event at which it was found.
    blame: Option<Place>,
}

impl<'l> Builder<'l> {
    fn new(source: stream::Part<'l>, dialect: Dialect, budget: &'l Budget) -> Self {
        let anchors = Anchors::new(budget);
        let depth = budget.depth;
        Self { source, dialect, depth, open: Vec::new(), anchors, root: None, blame: None }
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
            ErrorKind::RecursionLimitExceeded => YamlFault::Depth(self.depth),
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
                let part = Part::Map { members: Members::default(), key: None };
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
            self.anchors.keep(anchor, &spanned(content, place))?;
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
        if self.wants_key() {
            let name = self.anchors.key(anchor)?;
            self.set_key(Key::Name(name, place));
            return Ok(());
        }
        let node = self.anchors.copy(anchor, self.open.len())?;
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
        if self.open.len() >= self.depth {
            return Err(YamlFault::Depth(self.depth));
        }
        self.open.push(Open { place, anchor, part });
        Ok(())
    }

    fn end(&mut self) -> Result<(), YamlFault> {
        let Some(Open { place, anchor, part }) = self.open.pop() else { return Ok(()) };
        let content = match part {
            Part::List(list) => Content::List(list),
            Part::Map { members, .. } => Content::Map(members.all),
        };
        self.finish(spanned(content, place), anchor)
    }

    /// Puts a whole node where it belongs.
    fn finish(&mut self, node: Spanned, anchor: usize) -> Result<(), YamlFault> {
        if anchor != 0 {
            self.anchors.keep(anchor, &node)?;
        }
        let (members, key) = match self.open.last_mut().map(|open| &mut open.part) {
            None => {
                self.root = Some(node);
                return Ok(());
            }
            Some(Part::List(list)) => {
                list.push(node);
                return Ok(());
            }
            Some(Part::Map { members, key }) => (members, key.take()),
        };
        let (outcome, place) = match key {
            Some(Key::Name(name, place @ Place { line, column })) => {
                (members.insert(name, Member { value: node, line, column }), place)
            }
            Some(Key::Merge(place)) => (members.merge(self.dialect, node), place),
            None => return Ok(()),
        };
        outcome.inspect_err(|_| self.blame = Some(place))
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
