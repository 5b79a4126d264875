//! Passwords that programs are given on their command line in a way of their own: `mysql -px`, `redis-cli -a x`,
//! `echo x | docker login --password-stdin`.
//!
//! One table of programs. Flags whose name says that their value is secret are `assignments`' to find. Reads command lines
//! that are one text as well as those that are lists of arguments.

use std::sync::LazyLock;

use regex::Regex;

use super::exempt::is_placeholder;
use super::spans::Spans;
use super::values::compile;

/// Where a program takes its password.
enum Takes {
    /// The word after one of these flags.
    Flag(&'static [&'static str]),
    /// The same, for programs whose flag means that only with this word before it (`docker login -p`).
    After(&'static str, &'static [&'static str]),
    /// The rest of the word that begins with it: `-psecret`.
    Glued(&'static str),
    /// The word after one of these flags, if it holds this sign: `-u user:secret`.
    Pair(&'static [&'static str], char),
    /// So many words after this one: `add_user shop secret`.
    Word(&'static str, usize),
    /// The last word, if one of the short flags holds this letter: `htpasswd -bc file user secret`.
    Last(char),
    /// The second word after a URL: `mc alias set NAME URL KEY SECRET`.
    BehindUrl,
    /// What `echo` or `printf` writes to its input, if this is among its words.
    Input(&'static str),
}

/// Programs and where they take their passwords, from their manuals.
const PROGRAMS: &[(&[&str], &[Takes])] = &[
    (
        &["mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlsh", "mariadb", "mariadb-dump"],
        &[Takes::Glued("-p")],
    ),
    (&["sshpass"], &[Takes::Glued("-p"), Takes::Flag(&["-p"])]),
    (&["redis-cli", "valkey-cli", "keydb-cli"], &[Takes::Flag(&["-a"])]),
    (
        &["ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldappasswd"],
        &[Takes::Flag(&["-w"])],
    ),
    (
        &["mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "cqlsh"],
        &[Takes::Flag(&["-p"])],
    ),
    (&["influx", "rclone", "7z", "7za"], &[Takes::Flag(&["-p"])]),
    (&["sqlcmd", "bcp", "zip", "unzip"], &[Takes::Flag(&["-P"])]),
    (
        &["docker", "podman", "nerdctl", "buildah", "skopeo", "oras", "helm", "crane", "az"],
        &[
            Takes::After("login", &["-p"]),
            Takes::Input("--password-stdin"),
            Takes::Pair(&["--creds", "--src-creds", "--dest-creds"], ':'),
        ],
    ),
    (&["curl"], &[Takes::Pair(&["-u", "--user", "--proxy-user", "-U"], ':')]),
    (&["smbclient", "rpcclient", "smbmap"], &[Takes::Pair(&["-U", "--user"], '%')]),
    (&["rabbitmqctl"], &[Takes::Word("add_user", 2), Takes::Word("change_password", 2)]),
    (&["htpasswd"], &[Takes::Last('b')]),
    (&["aws"], &[Takes::Word("aws_secret_access_key", 1), Takes::Word("aws_session_token", 1)]),
    (&["vault", "bao"], &[Takes::Word("login", 1)]),
    (&["usermod", "useradd"], &[Takes::Flag(&["-p", "--password"])]),
    (&["openssl"], &[Takes::After("enc", &["-k", "-K"])]),
    (&["net", "net.exe"], &[Takes::Word("user", 2)]),
    (&["mc", "mcli"], &[Takes::BehindUrl]),
    (
        &["ConvertTo-SecureString"],
        &[Takes::Word("ConvertTo-SecureString", 1), Takes::Flag(&["-String"])],
    ),
    (&["chpasswd", "kinit"], &[Takes::Input("")]),
    (&["passwd"], &[Takes::Input("--stdin")]),
    (&["sudo"], &[Takes::Input("-S")]),
];

/// Any of the programs, as a word.
static PROGRAM: LazyLock<Regex> = LazyLock::new(|| {
    let names = PROGRAMS.iter().flat_map(|(names, _)| names.iter().copied());
    let names: Vec<String> = names.map(regex::escape).collect();
    compile(&format!(r#"(?:^|[\s/"'(|;&`=])({})(?:[\s"']|$)"#, names.join("|")))
});

/// The most words of one command, and the longest text before it, that are looked at.
const WORDS: usize = 96;
const INPUT: usize = 512;

/// One word of a command line: what it says without its quotes, and where that begins.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
    quoted: bool,
}

/// Adds the passwords of the command lines in a text.
pub(super) fn find(text: &str, spans: &mut Spans) {
    let mut at = 0;
    while let Some(found) = PROGRAM.captures_at(text, at).and_then(|found| found.get(1)) {
        at = found.end();
        let words = words(text, found.start());
        for (place, from) in given(&words) {
            let Some(word) = words.get(place) else { continue };
            let secret = word.text.get(from..).unwrap_or_default();
            if !is_placeholder(secret) {
                spans.add(word.start + from, word.start + word.text.len(), "command");
            }
        }
        if takes_input(&words)
            && let Some((start, end)) = input(text, found.start())
        {
            spans.add(start, end, "command");
        }
    }
}

/// The arguments that are passwords, by their places and where in them the secret begins.
pub(super) fn of_arguments(program: Option<&str>, arguments: &[&str]) -> Vec<(usize, usize)> {
    let before = usize::from(program.is_some());
    let all = program.into_iter().chain(arguments.iter().copied());
    let words: Vec<Word> =
        all.map(|text| Word { text, start: 0, quoted: false }).take(WORDS).collect();
    let places = given(&words).into_iter().filter_map(|(place, from)| {
        let secret = words.get(place)?.text.get(from..)?;
        Some((place.checked_sub(before)?, from)).filter(|_| !is_placeholder(secret))
    });
    places.collect()
}

/// The words that the program takes for a password, and where in each the password begins.
fn given(words: &[Word]) -> Vec<(usize, usize)> {
    let Some((first, arguments)) = words.split_first() else { return Vec::new() };
    let takes = program(first.text).unwrap_or_default();
    let mut places: Vec<(usize, usize)> =
        takes.iter().flat_map(|takes| takes.places(words, arguments)).collect();
    places.retain(|(place, from)| words.get(*place).is_some_and(|word| word.text.len() > *from));
    places
}

fn program(word: &str) -> Option<&'static [Takes]> {
    let name = word.rsplit(['/', '\\']).next()?;
    PROGRAMS.iter().find(|(names, _)| names.contains(&name)).map(|(_, takes)| *takes)
}

fn takes_input(words: &[Word]) -> bool {
    let takes = words.first().and_then(|word| program(word.text)).unwrap_or_default();
    takes.iter().any(|takes| match takes {
        Takes::Input(flag) => flag.is_empty() || words.iter().any(|word| word.text == *flag),
        _ => false,
    })
}

impl Takes {
    /// Places among all words; the arguments are those behind the program.
    fn places(&self, words: &[Word], arguments: &[Word]) -> Vec<(usize, usize)> {
        let behind = |flags: &[&str]| -> Vec<usize> {
            let flags = arguments.iter().enumerate().filter(|(_, word)| flags.contains(&word.text));
            flags.map(|(place, _)| place + 2).collect()
        };
        let value =
            |place: &usize| words.get(*place).is_some_and(|word| !word.text.starts_with('-'));
        let whole =
            |places: Vec<usize>| places.into_iter().filter(value).map(|place| (place, 0)).collect();
        match self {
            Self::Flag(flags) => whole(behind(flags)),
            Self::After(word, flags) if arguments.iter().any(|other| other.text == *word) => {
                whole(behind(flags))
            }
            Self::Glued(flag) => {
                let glued = |(place, word): (usize, &Word)| match word.text.strip_prefix(flag)? {
                    // `-p"secret"`: the next word begins behind the quote.
                    "" => {
                        let next = words.get(place + 1)?;
                        (next.quoted && next.start == word.start + flag.len() + 1)
                            .then_some((place + 1, 0))
                    }
                    _ => Some((place, flag.len())),
                };
                words.iter().enumerate().skip(1).filter_map(glued).collect()
            }
            Self::Pair(flags, sign) => {
                let secret = |place: usize| {
                    let (_, secret) = words.get(place)?.text.split_once(*sign)?;
                    (!is_placeholder(secret)).then_some((place, 0))
                };
                behind(flags).into_iter().filter_map(secret).collect()
            }
            Self::Word(word, distance) => {
                let place = words.iter().position(|other| other.text == *word);
                let place = place.map(|place| place + distance);
                whole(
                    place
                        .into_iter()
                        .filter(|place| {
                            words.get(*place).is_some_and(|word| !word.text.starts_with(['/', '-']))
                        })
                        .collect(),
                )
            }
            Self::Last(letter) if arguments.iter().any(|word| is_short(word.text, *letter)) => {
                whole(vec![words.len().saturating_sub(1)])
            }
            Self::BehindUrl => {
                let url = words.iter().position(|word| word.text.contains("://"));
                whole(url.into_iter().flat_map(|place| [place + 1, place + 2]).collect())
            }
            Self::After(..) | Self::Last(_) | Self::Input(_) => Vec::new(),
        }
    }
}

/// `-bc` holds `b`.
fn is_short(word: &str, letter: char) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.contains(letter)
}

/// The words from a place to the end of its command.
fn words(text: &str, start: usize) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = start;
    while words.len() < WORDS {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\\']).len();
        at += blank;
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { break };
        if "\n\r|;&)`<>".contains(first) {
            break;
        }
        let quoted = matches!(first, '"' | '\'');
        let (begin, inner) = match quoted {
            true => (at + 1, rest.get(1..).unwrap_or_default()),
            false => (at, rest),
        };
        let ends = |c: char| match quoted {
            true => c == first || c == '\n',
            false => c.is_whitespace() || "\"'|;&)`<>".contains(c),
        };
        let length = length(inner, ends);
        if length > 0 {
            words.push(Word {
                text: inner.get(..length).unwrap_or_default(),
                start: begin,
                quoted,
            });
        }
        at = begin + length + usize::from(quoted);
        if length == 0 && !quoted {
            at += first.len_utf8();
        }
    }
    words
}

/// How long a word is; what `$(…)` and `${…}` hold is a part of it.
fn length(text: &str, ends: impl Fn(char) -> bool) -> usize {
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let expansion = text.get(at..).and_then(enclosed);
        match expansion {
            Some(expansion) => at += expansion,
            None if ends(letter) => break,
            None => at += letter.len_utf8(),
        }
    }
    at
}

/// How long the expansion is that a text begins with.
fn enclosed(text: &str) -> Option<usize> {
    let close = match text.get(..2)? {
        "$(" => ')',
        "${" => '}',
        _ => return None,
    };
    let end = text.find([close, '\n'])? + 1;
    text.get(..end).is_some_and(|text| text.ends_with(close)).then_some(end)
}

/// What is written to the input of the command that begins at a place: the last word of `echo x |` before it.
fn input(text: &str, command: usize) -> Option<(usize, usize)> {
    let before = text
        .get(..command)?
        .trim_end_matches(|c: char| c.is_alphanumeric() || "/._- \"'".contains(c));
    let before = before.strip_suffix('|')?.trim_end();
    let mut from = before.len().saturating_sub(INPUT);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let line = from + before.get(from..)?.rfind(['\n', ';', '&']).map_or(0, |end| end + 1);
    let said = before.get(line..)?;
    let echo =
        ["echo ", "printf "].iter().find_map(|echo| said.find(echo).map(|at| at + echo.len()))?;
    let last = *words(before, line + echo).last()?;
    // `chpasswd` reads `user:password`.
    let secret = last.text.split_once(':').map_or(last.text, |(_, secret)| secret);
    let end = last.start + last.text.len();
    (!is_placeholder(secret)).then_some((end - secret.len(), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut spans = Spans::default();
        find(text, &mut spans);
        spans.merged().iter().map(|span| text.get(span.start..span.end).unwrap()).collect()
    }

    #[test]
    fn programs_take_their_passwords_in_ways_of_their_own() {
        let table: &[(&str, &[&str])] = &[
            ("mysql -h db -u root -ps3cret shop", &["s3cret"]),
            ("mysql -h db -u root -p\"$PW\" shop", &[]),
            ("mysql -p's3 cret' shop; mysql -p shop", &["s3 cret"]),
            ("mysql -p$(MYSQL_PASSWORD) shop", &[]),
            ("exec /usr/bin/redis-cli -h redis -a 's3 cret' ping", &["s3 cret"]),
            ("redis-cli -a $(cat /pw) ping", &[]),
            ("sshpass -p s3cret ssh host", &["s3cret"]),
            ("docker run -p 8080:80 nginx", &[]),
            ("docker login -u ci -p s3cret registry.example.com", &["s3cret"]),
            ("echo s3cret | docker login -u ci --password-stdin r.example.com", &["s3cret"]),
            ("set -e; printf '%s' s3cret | podman login --password-stdin q", &["s3cret"]),
            ("echo \"$PW\" | docker login --password-stdin r", &[]),
            ("cat /pw | docker login --password-stdin r", &[]),
            ("echo \"ops:s3cret\" | chpasswd", &["s3cret"]),
            ("curl -sf -u admin:s3cret https://x", &["admin:s3cret"]),
            ("curl -u $USER:$PASSWORD https://x; curl -u me https://x", &[]),
            ("smbclient //nas/x -U 'CORP\\me%s3cret'", &["CORP\\me%s3cret"]),
            ("rabbitmqctl add_user shop s3cret && next word", &["s3cret"]),
            ("htpasswd -bc /auth ops s3cret", &["s3cret"]),
            ("htpasswd -c /auth ops", &[]),
            ("net user svc s3cret /add", &["s3cret"]),
            ("net user svc /delete", &[]),
            ("mc alias set prod https://minio:9000 AK7 s3cret", &["AK7", "s3cret"]),
            ("$x = ConvertTo-SecureString 's3cret' -AsPlainText -Force", &["s3cret"]),
            ("aws configure set aws_secret_access_key s3cret --profile x", &["s3cret"]),
            ("aws configure get aws_secret_access_key", &[]),
            ("vault login s3cret", &["s3cret"]),
            ("vault login -method=aws role=shop", &[]),
            ("usermod -p '$6$s3cret' root", &["$6$s3cret"]),
            ("openssl enc -aes-256-cbc -k s3cret -in x; openssl req -key k", &["s3cret"]),
            ("a row of magnet user words", &[]),
        ];
        for (text, wanted) in table {
            assert_eq!(found(text), *wanted, "{text}");
        }
    }

    #[test]
    fn lists_of_arguments_are_read_like_command_lines() {
        assert_eq!(of_arguments(None, &["redis-cli", "-a", "s3cret"]), [(2, 0)]);
        assert_eq!(of_arguments(Some("/bin/mysql"), &["-u", "root", "-ps3cret"]), [(2, 2)]);
        assert!(of_arguments(None, &["-a", "s3cret"]).is_empty());
        assert!(of_arguments(None, &["redis-cli", "-a", "$(PW)"]).is_empty());
    }
}
