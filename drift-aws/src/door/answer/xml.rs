//! XML: bytes to a tree of elements, and a tree to a value by its shape.
//!
//! No document types, no entities but the five predefined ones, no namespaces, and a bound on depth and number: a body comes from
//! the network. Elements that no shape knows are kept. Knows no protocol: where in the tree the answer stands is the caller's.

use drift_core::{Map, Value};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::scalar;
use crate::door::facts::{Kind, Typed};

/// Elements inside each other. The deepest known shape needs 17.
const DEPTH: usize = 100;

/// Elements of one body: what a body of the largest size could hold would fill the memory many times over.
const ELEMENTS: usize = 2_000_000;

/// An element.
#[derive(Debug, Default)]
pub(in crate::door) struct Element {
    /// Its name without a prefix.
    pub(in crate::door) name: String,
    attributes: Vec<(String, String)>,
    pub(in crate::door) children: Vec<Element>,
    pub(in crate::door) text: String,
}

impl Element {
    /// The first child of a name.
    pub(in crate::door) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Reads a document; what is wrong with it says no more than what kind of fault it is.
pub(in crate::door) fn parse(body: &[u8]) -> Result<Element, &'static str> {
    let text = std::str::from_utf8(body).map_err(|_| "the XML is not UTF-8")?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|_| "the XML is not well-formed")? {
            Event::Start(start) => {
                let inside = open.len();
                open.push(begun(&start, inside, &mut count, root.is_some())?);
            }
            Event::Empty(start) => {
                let element = begun(&start, open.len(), &mut count, root.is_some())?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop().ok_or("the XML is not well-formed")?;
                close(element, &mut open, &mut root);
            }
            Event::Text(text) => say(&mut open, &text.xml10_content())?,
            Event::CData(text) => say(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let letter = entity(&reference).ok_or("the XML has an entity of its own")?;
                say(&mut open, letter.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err("the XML has a document type"),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err("the XML ends in the middle");
    }
    root.ok_or("the XML is empty")
}

fn begun(
    start: &BytesStart<'_>,
    inside: usize,
    count: &mut usize,
    after_root: bool,
) -> Result<Element, &'static str> {
    *count += 1;
    if inside >= DEPTH {
        return Err("the XML is nested too deep");
    }
    if *count > ELEMENTS {
        return Err("the XML has too many elements");
    }
    if inside == 0 && after_root {
        return Err("the XML has two roots");
    }
    let name = start.local_name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| "the XML is not well-formed")?;
        let name: &str = attribute.key.as_ref();
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Explicit1_0)
            .map_err(|_| "the XML has an entity of its own")?;
        attributes.push((name.to_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes, ..Element::default() })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

fn say(open: &mut [Element], text: &str) -> Result<(), &'static str> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("the XML has text outside of its root"),
    }
    Ok(())
}

/// A character by its number, or one of the five that are predefined.
fn entity(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    match &*reference.xml10_content() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

/// An element as its shape says.
pub(in crate::door) fn read(element: &Element, typed: Typed<'_>) -> Value {
    match typed.kind() {
        Kind::Structure => Value::Map(structure(element, typed)),
        Kind::List => Value::List(list(&element.children, typed)),
        Kind::Map => Value::Map(map(element.children.iter(), typed)),
        Kind::Unknown => unknown(element),
        _ if element.children.is_empty() => scalar::read(&element.text, typed),
        // The shape says a scalar and the wire says more: the wire is the truth.
        _ => unknown(element),
    }
}

/// The members of a structure in the wire's names, and what else stands there.
pub(in crate::door) fn structure(element: &Element, typed: Typed<'_>) -> Map {
    let mut known = Map::new();
    let mut taken: Vec<&str> = Vec::new();
    for (name, member) in typed.members() {
        if member.location().is_some() {
            continue;
        }
        let wire = name_of(name, member);
        taken.push(wire);
        let value = match member.is(|traits| traits.xml_attribute) {
            true => attribute(element, wire).map(|text| scalar::read(text, member)),
            false => child(element, wire, member),
        };
        known.extend(value.map(|value| (wire.to_owned(), value)));
    }
    taken.sort_unstable();
    let is_new = |name: &str| taken.binary_search(&name).is_err();
    others(element, &is_new, &mut known);
    known
}

fn child(element: &Element, wire: &str, member: Typed<'_>) -> Option<Value> {
    let mut found = element.children.iter().filter(|child| child.name == wire).peekable();
    let first = *found.peek()?;
    let flat = member.is(|traits| traits.flattened);
    match member.kind() {
        Kind::List if flat => {
            Some(Value::List(found.map(|one| read(one, member.element())).collect()))
        }
        Kind::Map if flat => Some(Value::Map(map(found, member))),
        _ => {
            found.next();
            // Where a shape expects one and the wire has several, none is dropped.
            match found.peek().is_some() {
                true => {
                    let all = element.children.iter().filter(|child| child.name == wire);
                    Some(Value::List(all.map(|one| read(one, member)).collect()))
                }
                false => Some(read(first, member)),
            }
        }
    }
}

/// What stands at a member on the wire: flattened lists under the name of their elements.
pub(in crate::door) fn name_of<'a>(name: &'a str, member: Typed<'a>) -> &'a str {
    if member.kind() == Kind::List
        && member.is(|traits| traits.flattened)
        && let Some(element) = member.element().location_name()
    {
        return element;
    }
    member.location_name().unwrap_or(name)
}

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    let mut attributes = element.attributes.iter();
    attributes.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn list(children: &[Element], typed: Typed<'_>) -> Vec<Value> {
    children.iter().map(|child| read(child, typed.element())).collect()
}

fn map<'a>(entries: impl Iterator<Item = &'a Element>, typed: Typed<'_>) -> Map {
    let key = typed.key().location_name().unwrap_or("key");
    let value = typed.value().location_name().unwrap_or("value");
    let entry = |entry: &Element| {
        let name = entry.child(key)?.text.clone();
        let said = entry.child(value).map_or(Value::Null, |said| read(said, typed.value()));
        Some((name, said))
    };
    entries.filter_map(entry).collect()
}

/// What no shape knows: text, or children under their names, those of one name as a list.
fn unknown(element: &Element) -> Value {
    if element.children.is_empty() && element.attributes.is_empty() {
        return Value::String(element.text.clone());
    }
    let mut map = Map::new();
    others(element, &|_| true, &mut map);
    if !element.text.trim().is_empty() {
        map.insert("#text".to_owned(), Value::String(element.text.clone()));
    }
    Value::Map(map)
}

fn others(element: &Element, is_new: &dyn Fn(&str) -> bool, map: &mut Map) {
    let mut repeated = std::collections::BTreeMap::<&str, Vec<Value>>::new();
    for child in element.children.iter().filter(|child| is_new(&child.name)) {
        repeated.entry(&child.name).or_default().push(unknown(child));
    }
    for (name, mut values) in repeated {
        let value = match (values.len(), values.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                values.extend(last);
                Value::List(values)
            }
        };
        map.insert(name.to_owned(), value);
    }
    for (name, value) in element.attributes.iter().filter(|(name, _)| is_new(name)) {
        map.entry(name.clone()).or_insert_with(|| Value::String(value.clone()));
    }
}
