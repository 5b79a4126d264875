//! Made: the body of an answer with every member of every shape in it, two elements in each list, and no value twice but truths.
//!
//! Knows nothing of who reads it.

use crate::door::Kind;
use crate::door::answer::xml::name_of;
use crate::door::facts::Typed;

/// A body of EC2's XML.
pub(super) fn body(operation: &str, output: Typed<'_>) -> String {
    let mut maker = Maker { xml: String::new(), count: 1000 };
    maker.xml.push_str(&format!(
        "<{operation}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
    ));
    maker.element("requestId", |maker| maker.xml.push_str("r-1"));
    maker.members(output, 0);
    maker.xml.push_str(&format!("</{operation}Response>"));
    maker.xml
}

struct Maker {
    xml: String,
    count: i64,
}

impl Maker {
    fn members(&mut self, typed: Typed<'_>, depth: usize) {
        assert!(depth < 20, "a shape is inside of itself");
        for (name, member) in typed.members() {
            let wire = name_of(name, member);
            let is_flat = member.is(|traits| traits.flattened);
            assert!(!is_flat, "no list of EC2's is flattened: {name}");
            self.element(wire, |maker| maker.value(wire, member, depth));
        }
    }

    fn value(&mut self, wire: &str, typed: Typed<'_>, depth: usize) {
        match typed.kind() {
            Kind::Structure => self.members(typed, depth + 1),
            Kind::List => {
                let element = typed.element();
                let name = element.location_name().unwrap_or("member");
                for _ in 0..2 {
                    self.element(name, |maker| maker.value(wire, element, depth + 1));
                }
            }
            kind => {
                self.count += 1;
                let text = scalar(kind, wire, self.count);
                self.xml.push_str(&text);
            }
        }
    }

    fn element(&mut self, name: &str, of: impl FnOnce(&mut Self)) {
        self.xml.push_str(&format!("<{name}>"));
        of(self);
        self.xml.push_str(&format!("</{name}>"));
    }
}

fn scalar(kind: Kind, wire: &str, count: i64) -> String {
    match kind {
        // Letters that must be written in another way, and blanks at the ends.
        Kind::String => format!(" {wire}&amp;&#233;-{count} "),
        Kind::Integer | Kind::Long => count.to_string(),
        Kind::Float | Kind::Double => format!("{count}.5"),
        Kind::Boolean => (count % 2 == 0).to_string(),
        Kind::Timestamp => format!("2026-11-{:02}T10:{:02}:00.000Z", 1 + count % 28, count % 60),
        kind => panic!("no sample of {kind:?} for {wire}"),
    }
}
