//! Text: what `Debug` writes of the generated client's types, read back into a tree.
//!
//! `Some` and the wrapper of an unknown variant are left out: on the wire they are nothing. Knows no type and no shape.

/// A value, as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// `None`.
    Absent,
    /// A text in quotes.
    Text(String),
    /// A number, a truth, a time, the name of a variant.
    Word(String),
    List(Vec<Node>),
    Struct(Vec<(String, Node)>),
}

/// Reads all of a text.
pub(super) fn read(text: &str) -> Node {
    let mut reader = Reader { rest: text };
    let node = reader.value();
    assert_eq!(reader.rest, "", "after the value");
    node
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Node {
        match self.rest.chars().next() {
            Some('"') => Node::Text(self.quoted()),
            Some('[') => {
                self.expect("[");
                Node::List(self.until("]", Self::value))
            }
            _ => self.named(),
        }
    }

    fn named(&mut self) -> Node {
        let name = self.word();
        if self.takes("(") {
            let mut inner = self.until(")", Self::value);
            assert_eq!(inner.len(), 1, "in {name}(…)");
            return inner.remove(0);
        }
        if self.takes(" { ") {
            return Node::Struct(self.until(" }", |reader| {
                let field = reader.field();
                (field.to_owned(), reader.value())
            }));
        }
        match name {
            "None" => Node::Absent,
            name => Node::Word(name.to_owned()),
        }
    }

    fn until<T>(&mut self, end: &str, of: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut all = Vec::new();
        while !self.takes(end) {
            if !all.is_empty() {
                self.expect(", ");
            }
            all.push(of(self));
        }
        all
    }

    fn field(&mut self) -> &'a str {
        let (field, rest) = self.rest.split_once(": ").unwrap();
        self.rest = rest;
        field.trim_start_matches("r#")
    }

    /// A time has colons.
    fn word(&mut self) -> &'a str {
        let is_end = |letter: char| " ,()[]{}\"".contains(letter);
        let (word, rest) = self.rest.split_at(self.rest.find(is_end).unwrap_or(self.rest.len()));
        assert!(!word.is_empty(), "at {}", self.near());
        self.rest = rest;
        word
    }

    fn quoted(&mut self) -> String {
        self.expect("\"");
        let mut text = String::new();
        loop {
            match self.letter() {
                '"' => return text,
                '\\' => text.push(self.escaped()),
                letter => text.push(letter),
            }
        }
    }

    fn escaped(&mut self) -> char {
        match self.letter() {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'u' => {
                self.expect("{");
                let (digits, rest) = self.rest.split_once('}').unwrap();
                self.rest = rest;
                char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap()
            }
            letter => letter,
        }
    }

    fn letter(&mut self) -> char {
        let mut letters = self.rest.chars();
        let letter = letters.next().expect("the text ends in quotes");
        self.rest = letters.as_str();
        letter
    }

    /// What comes, for messages.
    fn near(&self) -> String {
        self.rest.chars().take(40).collect()
    }

    fn takes(&mut self, start: &str) -> bool {
        let after = self.rest.strip_prefix(start);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn expect(&mut self, start: &str) {
        assert!(self.takes(start), "no {start:?} at {}", self.near());
    }
}

#[test]
fn what_debug_writes_is_read_back() {
    #[derive(Debug)]
    #[allow(dead_code)]
    enum Kind {
        Known,
        Unknown(Odd),
    }
    #[derive(Debug)]
    #[allow(dead_code)]
    struct Odd(String);
    #[derive(Debug)]
    #[allow(dead_code)]
    struct All {
        r#type: Option<Kind>,
        new: Kind,
        none: Option<Vec<u8>>,
        list: Vec<i32>,
        text: &'static str,
    }
    let all = All {
        r#type: Some(Kind::Known),
        new: Kind::Unknown(Odd("n-1".to_owned())),
        none: None,
        list: vec![-1, 2],
        text: "a \"b\", {c: [d]}\n\u{1}é\\",
    };
    let word = |text: &str| Node::Word(text.to_owned());
    let expected = Node::Struct(vec![
        ("type".to_owned(), word("Known")),
        ("new".to_owned(), Node::Text("n-1".to_owned())),
        ("none".to_owned(), Node::Absent),
        ("list".to_owned(), Node::List(vec![word("-1"), word("2")])),
        ("text".to_owned(), Node::Text(all.text.to_owned())),
    ]);
    assert_eq!(read(&format!("{all:?}")), expected);
}
