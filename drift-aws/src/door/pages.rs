//! Pages: every page of a call, by what the facts say of its tokens.
//!
//! What came before a fault is kept, and asking again after one goes on where it ended. A token that came before is a fault: the
//! list would never end. The generated client's paginator would take it for the end of the list, or not see it: what is asked for
//! next, and whether there is a next one, is decided here for it, too. Knows no service but by which way it goes.

use std::collections::BTreeSet;

use drift_core::{Map, Value};

use super::answer::xml::name_of;
use super::facts::{Kind, Paging, Typed};
use super::{Asking, CallError, Door, Fault, ec2};

/// Pages of one list; more than any service has.
const PAGES: usize = 20_000;

/// The pages of a call, one after the other.
#[derive(Debug)]
pub struct Pages<'a> {
    door: &'a Door,
    asking: Asking,
    turns: Turns<'a>,
    /// The generated client's paginator, while it is on its way.
    generated: Option<ec2::Answers>,
}

/// What a list gave.
#[derive(Debug)]
pub struct Listed {
    /// Its pages, in their order.
    pub pages: Vec<Value>,
    /// What ended it before its end.
    pub fault: Option<CallError>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(door: &'a Door, asking: Asking) -> Self {
        let turns = match door.facts().operation(&asking.service, &asking.operation) {
            Some((service, operation)) => {
                let output = service.typed(operation.output.as_ref());
                Turns::new(operation.paging.as_ref(), Some(output))
            }
            None => Turns::new(None, None),
        };
        Self { door, asking, turns, generated: None }
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    /// When the call fails: then the same page is asked for the next time. When the page before led nowhere: then it was the last.
    pub async fn next(&mut self) -> Option<Result<Value, CallError>> {
        if let Some(fault) = self.turns.fault.take() {
            return Some(Err(self.door.failed(&self.asking, fault)));
        }
        if self.turns.done {
            return None;
        }
        let page = match self.asking.service == ec2::SERVICE {
            true => self.paginated().await,
            false => self.door.call(&self.asking).await,
        };
        if let Ok(page) = &page {
            self.turns.turn(page, &mut self.asking.input);
        }
        Some(page)
    }

    /// The next page by the generated client's paginator, or by another one that begins at it: after a fault, and where the client
    /// sees no token in a page and we do.
    async fn paginated(&mut self) -> Result<Value, CallError> {
        let Self { door, asking, generated, .. } = self;
        let outcome = match generated {
            Some(pages) => pages.next().await,
            None => None,
        };
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => {
                let pages = door.generated(asking).map_err(|fault| door.failed(asking, fault))?;
                generated.insert(pages).next().await.ok_or_else(|| {
                    door.failed(asking, Fault::Malformed("there is no answer".to_owned()))
                })?
            }
        };
        let page = door.ended(asking, outcome);
        if page.is_err() {
            *generated = None;
        }
        page.map_err(|failed| door.failed(asking, failed.fault))
    }

    /// All pages up to the end or to the first fault.
    pub async fn all(mut self) -> Listed {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            match page {
                Ok(page) => pages.push(page),
                Err(fault) => return Listed { pages, fault: Some(fault) },
            }
        }
        Listed { pages, fault: None }
    }
}

/// From page to page.
#[derive(Debug)]
struct Turns<'a> {
    paging: Option<&'a Paging>,
    output: Option<Typed<'a>>,
    seen: BTreeSet<Vec<Value>>,
    done: bool,
    fault: Option<Fault>,
}

impl<'a> Turns<'a> {
    fn new(paging: Option<&'a Paging>, output: Option<Typed<'a>>) -> Self {
        Self { paging, output, seen: BTreeSet::new(), done: false, fault: None }
    }

    /// Changes the input so that it asks for the page after this one.
    fn turn(&mut self, page: &Value, input: &mut Value) {
        match self.tokens(page) {
            Ok(Some(tokens)) => self.ask_for(tokens, input),
            Ok(None) => self.done = true,
            Err(what) => {
                self.done = true;
                self.fault = Some(Fault::Malformed(what.to_owned()));
            }
        }
    }

    /// The tokens of the page after this one; `None` where this is the last.
    fn tokens(&mut self, page: &Value) -> Result<Option<Vec<Value>>, &'static str> {
        let (Some(paging), Some(output)) = (self.paging, self.output) else { return Ok(None) };
        let more = paging.more.as_deref().and_then(|place| find(page, output, place));
        if more == Some(&Value::Bool(false)) {
            return Ok(None);
        }
        let token = |place: &String| {
            let found = place.split("||").find_map(|place| {
                find(page, output, place.trim()).filter(|token| !token.is_empty())
            });
            found.cloned().unwrap_or(Value::Null)
        };
        let tokens: Vec<Value> = paging.output.iter().map(token).collect();
        if tokens.iter().all(|token| *token == Value::Null) {
            return match more {
                Some(Value::Bool(true)) => Err("there is more, and no token to ask for it with"),
                _ => Ok(None),
            };
        }
        if !self.seen.insert(tokens.clone()) {
            return Err("the token of the next page came before");
        }
        if self.seen.len() >= PAGES {
            return Err("there are too many pages");
        }
        Ok(Some(tokens))
    }

    fn ask_for(&self, tokens: Vec<Value>, input: &mut Value) {
        if !matches!(input, Value::Map(_)) {
            *input = Value::Map(Map::new());
        }
        let names = self.paging.map(|paging| paging.input.as_slice()).unwrap_or_default();
        for (name, token) in names.iter().zip(tokens) {
            let Some(input) = input.as_map_mut() else { continue };
            // One that is not said this time must not be left from the last time.
            match token {
                Value::Null => input.remove(name),
                token => input.insert(name.clone(), token),
            };
        }
    }
}

/// What stands at a place of an answer. Places are in the API's member names, answers in those of the wire.
fn find<'v>(answer: &'v Value, typed: Typed<'_>, place: &str) -> Option<&'v Value> {
    let (mut value, mut typed) = (answer, typed);
    for step in place.split('.') {
        let (name, is_last) = match step.strip_suffix("[-1]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        let member = typed.member(name)?;
        value = value.get(name_of(name, member))?;
        typed = member;
        if is_last {
            value = value.as_list()?.last()?;
            typed = if member.kind() == Kind::List { member.element() } else { member };
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::Facts;

    const FACTS: &str = r#"{"services": {"x": {"metadata": {"protocol": "ec2"},
        "shapes": {"Out": {"type": "structure", "members": {
            "NextToken": {"shape": "string", "locationName": "nextToken"},
            "NextName": {"shape": "string"}, "NextType": {"shape": "string"}, "NextId": {"shape": "string"},
            "IsTruncated": {"shape": "boolean"}, "Inner": {"shape": "Inner"}, "Items": {"shape": "Items"}}},
            "Inner": {"type": "structure", "members": {"Marker": {"shape": "string", "locationName": "marker"}}},
            "Items": {"type": "list", "flattened": true, "member": {"shape": "Item", "locationName": "item"}},
            "Item": {"type": "structure", "members": {"Key": {"shape": "string"}}}},
        "operations": {
            "One": {"output": "Out", "paging": {"in": ["NextToken"], "out": ["NextToken"], "result": ["Items"]}},
            "Three": {"output": "Out", "paging": {"in": ["A", "B", "C"], "out": ["NextName", "NextType", "NextId"],
                "more": "IsTruncated"}},
            "Deep": {"output": "Out", "paging": {"in": ["Marker"], "out": ["Inner.Marker || Items[-1].Key"],
                "more": "IsTruncated"}}}}}}"#;

    /// The inputs that are asked with, and the fault at the end.
    fn asked(operation: &str, pages: &[&str]) -> (Vec<String>, Option<String>) {
        let facts: Facts = serde_json::from_str(FACTS).unwrap();
        let (service, operation) = facts.operation("x", operation).unwrap();
        let output = service.typed(operation.output.as_ref());
        let mut turns = Turns::new(operation.paging.as_ref(), Some(output));
        let mut input = Value::Null;
        let mut inputs = Vec::new();
        for page in pages {
            assert!(!turns.done, "after {inputs:?}");
            turns.turn(&Value::from_json(page.as_bytes()).unwrap(), &mut input);
            inputs.push(if turns.done { "end".to_owned() } else { input.to_json() });
        }
        (inputs, turns.fault.map(|fault| fault.to_string()))
    }

    #[test]
    fn a_token_leads_on_until_there_is_none() {
        let (inputs, fault) = asked("One", &[r#"{"nextToken": "a"}"#, r#"{"nextToken": ""}"#]);
        assert_eq!(inputs, [r#"{"NextToken":"a"}"#, "end"]);
        assert_eq!(fault, None);
    }

    #[test]
    fn a_token_that_came_before_is_a_fault() {
        let (inputs, fault) = asked(
            "One",
            &[r#"{"nextToken": "a"}"#, r#"{"nextToken": "b"}"#, r#"{"nextToken": "a"}"#],
        );
        assert_eq!(inputs.last().map(String::as_str), Some("end"));
        assert!(fault.unwrap().contains("came before"));
    }

    #[test]
    fn of_three_tokens_one_that_is_not_said_is_not_asked_with() {
        let (inputs, fault) = asked(
            "Three",
            &[
                r#"{"IsTruncated": true, "NextName": "n", "NextType": "A", "NextId": "i"}"#,
                r#"{"IsTruncated": true, "NextName": "m", "NextType": "A"}"#,
                r#"{"IsTruncated": false, "NextName": "m"}"#,
            ],
        );
        assert_eq!(inputs, [r#"{"A":"n","B":"A","C":"i"}"#, r#"{"A":"m","B":"A"}"#, "end"]);
        assert_eq!(fault, None);
    }

    #[test]
    fn tokens_stand_deep_or_at_the_last_item() {
        let (inputs, fault) = asked(
            "Deep",
            &[
                r#"{"Inner": {"marker": "m"}, "item": [{"Key": "k"}]}"#,
                r#"{"Inner": {}, "item": [{"Key": "j"}, {"Key": "k"}]}"#,
                r#"{"IsTruncated": true}"#,
            ],
        );
        assert_eq!(inputs, [r#"{"Marker":"m"}"#, r#"{"Marker":"k"}"#, "end"]);
        assert!(fault.unwrap().contains("no token"));
    }
}
