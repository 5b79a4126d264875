//! Answers: what each operation says, in its service's protocol. An operation that is not named here has nothing to say.
//!
//! Knows no connection and no bucket.

use serde_json::{Map, Value, json};

use super::estate::Estate;
use super::pages::{Page, Tokens};
use super::{ACCOUNT, ec2, json as said};

/// A request, taken apart.
pub(super) struct Asked {
    pub(super) region: String,
    pub(super) service: String,
    pub(super) operation: String,
    /// The members of the input: of a form all are texts.
    pub(super) input: Value,
    pub(super) protocol: Protocol,
}

/// How it was asked, which is how it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Form,
    Json,
    Rest,
}

/// Status and body, and the number of the page, from 1.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    pub(super) page: usize,
}

/// A list of EC2's: operation, element of the answer, how many there are, what each is.
type XmlList = (&'static str, &'static str, fn(&Estate) -> usize, fn(usize) -> String);

const XML: &[XmlList] = &[
    ("DescribeVolumes", "volumeSet", |estate| estate.volumes, ec2::volume),
    (
        "DescribeNetworkInterfaces",
        "networkInterfaceSet",
        |estate| estate.interfaces,
        ec2::interface,
    ),
    ("DescribeSecurityGroups", "securityGroupInfo", |estate| estate.groups, ec2::group),
    ("DescribeSubnets", "subnetSet", |estate| estate.subnets, ec2::subnet),
];

/// The longest page of such a list.
const LONGEST: usize = 1000;

/// A list in JSON.
struct JsonList {
    operation: &'static str,
    /// Where it stands in the answer.
    items: &'static str,
    /// The member that says how many are wanted, the most that are given and how many without it.
    size: (&'static str, usize, usize),
    /// The members for the tokens of the input and of the answer.
    tokens: (&'static str, &'static str),
    count: fn(&Estate) -> usize,
    one: fn(&str, &Value, usize) -> Value,
}

const NEXT: (&str, &str) = ("nextToken", "nextToken");

const JSON: &[JsonList] = &[
    JsonList {
        operation: "ListQueues",
        items: "QueueUrls",
        size: ("MaxResults", 1000, 1000),
        tokens: ("NextToken", "NextToken"),
        count: |estate| estate.queues,
        one: said::queue,
    },
    JsonList {
        operation: "ListKeys",
        items: "Keys",
        size: ("Limit", 1000, 100),
        tokens: ("Marker", "NextMarker"),
        count: |estate| estate.keys,
        one: said::key,
    },
    JsonList {
        operation: "ListClusters",
        items: "clusterArns",
        size: ("maxResults", 100, 100),
        tokens: NEXT,
        count: |estate| estate.clusters,
        one: said::cluster,
    },
    JsonList {
        operation: "ListServices",
        items: "serviceArns",
        size: ("maxResults", 100, 10),
        tokens: NEXT,
        count: |estate| estate.services,
        one: said::service,
    },
    JsonList {
        operation: "DescribeMetricFilters",
        items: "metricFilters",
        size: ("limit", 50, 50),
        tokens: NEXT,
        count: |estate| estate.filters,
        one: said::filter,
    },
];

impl Asked {
    /// The answer where the bucket lets it pass.
    pub(super) fn answer(&self, estate: &Estate, tokens: &mut Tokens) -> Answer {
        let is_xml = |list: &&XmlList| self.service == "ec2" && list.0 == self.operation;
        let is_json = |list: &&JsonList| list.operation == self.operation;
        match self.protocol {
            Protocol::Form => match XML.iter().find(is_xml) {
                Some(list) => self.xml(list, estate, tokens),
                None => self.form(),
            },
            Protocol::Json => match JSON.iter().find(is_json) {
                Some(list) => self.json(list, estate, tokens),
                None => said(said::detail(&self.region, &self.operation, &self.input).to_string()),
            },
            Protocol::Rest if ["s3", "route53"].contains(&self.service.as_str()) => {
                said("<Nothing/>".to_owned())
            }
            Protocol::Rest => said("{}".to_owned()),
        }
    }

    /// What AWS says to one who asks too often.
    pub(super) fn throttled(&self) -> Answer {
        match self.service.as_str() {
            "ec2" => self.refused(503, "RequestLimitExceeded"),
            "s3" => self.refused(503, "SlowDown"),
            _ if self.protocol == Protocol::Form => self.refused(400, "Throttling"),
            _ => self.refused(400, "ThrottlingException"),
        }
    }

    fn refused(&self, status: u16, code: &str) -> Answer {
        let body = match (self.service.as_str(), self.protocol) {
            ("ec2", _) => {
                format!(
                    "<Response><Errors><Error><Code>{code}</Code><Message>x</Message></Error></Errors></Response>"
                )
            }
            ("s3", _) => format!("<Error><Code>{code}</Code><Message>x</Message></Error>"),
            ("route53", _) | (_, Protocol::Form) => format!(
                "<ErrorResponse><Error><Code>{code}</Code><Message>x</Message></Error></ErrorResponse>"
            ),
            _ => json!({"__type": code, "message": "x"}).to_string(),
        };
        Answer { status, body, page: 1 }
    }

    /// The page that is asked for, or a refusal.
    fn page(
        &self,
        (size, token): (&str, &str),
        (most, usual): (usize, usize),
        all: usize,
        tokens: &mut Tokens,
    ) -> Result<Page, Answer> {
        let size = match &self.input[size] {
            Value::Null => usual,
            Value::String(text) => text.parse().unwrap_or(0),
            number => number.as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(0),
        };
        if size == 0 || (size > most && size != usual) {
            return Err(self.refused(400, "InvalidParameterValue"));
        }
        let list = format!("{} {} {}", self.region, self.operation, self.input["cluster"]);
        let page = tokens.page((&list, size, all), self.input[token].as_str());
        page.ok_or_else(|| self.refused(400, "InvalidNextToken"))
    }

    fn xml(&self, list: &XmlList, estate: &Estate, tokens: &mut Tokens) -> Answer {
        let (operation, set, count, one) = list;
        let sizes = (LONGEST, usize::MAX);
        let page = match self.page(("MaxResults", "NextToken"), sizes, count(estate), tokens) {
            Ok(page) => page,
            Err(refused) => return refused,
        };
        let items: String = page.elements.map(|number| item(&one(number))).collect();
        let next = page.next.map(|token| format!("<nextToken>{token}</nextToken>"));
        let inner = format!("<{set}>{items}</{set}>{}", next.unwrap_or_default());
        Answer { page: page.number, ..said(response(operation, &inner)) }
    }

    fn json(&self, list: &JsonList, estate: &Estate, tokens: &mut Tokens) -> Answer {
        let ((size, most, usual), (input, output)) = (list.size, list.tokens);
        let page = self.page((size, input), (most, usual), (list.count)(estate), tokens);
        let page = match page {
            Ok(page) => page,
            Err(refused) => return refused,
        };
        let one = |number| (list.one)(&self.region, &self.input, number);
        let mut body = Map::from_iter([(list.items.to_owned(), page.elements.map(one).collect())]);
        if output == "NextMarker" {
            body.insert("Truncated".to_owned(), page.next.is_some().into());
        }
        if let Some(token) = page.next {
            body.insert(output.to_owned(), token.into());
        }
        Answer { page: page.number, ..said(Value::Object(body).to_string()) }
    }

    fn form(&self) -> Answer {
        let operation = self.operation.as_str();
        let inner = match operation {
            "GetCallerIdentity" => format!(
                "<Arn>arn:aws:iam::{ACCOUNT}:user/drift</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>"
            ),
            _ => String::new(),
        };
        let inner = format!("<{operation}Result>{inner}</{operation}Result>");
        said(response(operation, if self.service == "ec2" { "" } else { &inner }))
    }
}

fn said(body: String) -> Answer {
    Answer { status: 200, body, page: 1 }
}

fn item(inner: &str) -> String {
    format!("<item>{inner}</item>")
}

fn response(operation: &str, inner: &str) -> String {
    format!("<{operation}Response><requestId>r-1</requestId>{inner}</{operation}Response>")
}
