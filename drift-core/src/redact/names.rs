//! What a name says of its value: secret, perhaps secret, or nothing.
//!
//! A name is read as words (`DB_PASSWORD`, `dbPassword` and `spring.db.password` are the same), and the words behind the
//! secret one decide: a `password` is secret, a `passwordFile` is not. Knows no values.

use super::vocabulary::{
    ABOUT, CODES, DIGEST, FILES, GATEWAYS, HAPPEN_TO_END, KEY_ENDS, KEYS, NEUTRAL, PERHAPS, SECRET,
    SECRET_ENDS, SHORT_ENDS, SWITCH,
};

/// What the name of a value says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likely {
    /// Nothing.
    No,
    /// It is secret if it looks like a key.
    Perhaps,
    /// It is secret whatever it looks like.
    Yes,
}

/// What a name says of its value.
pub(super) fn judge(name: &str) -> Likely {
    if name.len() > 256 || FILES.contains(&name) {
        return Likely::No;
    }
    let words = words(name);
    let Some((place, likely)) = secret_word(&words) else { return Likely::No };
    if words.iter().take(place).any(|word| DIGEST.contains(&word.as_str())) {
        return Likely::No;
    }
    let switched = words.iter().take(place).any(|word| SWITCH.contains(&word.as_str()));
    let after = words.get(place + 1..).unwrap_or_default().iter().map(String::as_str);
    let mut verdict = if switched { likely.min(Likely::Perhaps) } else { likely };
    for word in after {
        if ABOUT.contains(&word) {
            return Likely::No;
        }
        // One letter or a number counts them.
        let counts = word.len() == 1 || word.bytes().all(|byte| byte.is_ascii_digit());
        if !NEUTRAL.contains(&word) && !counts {
            verdict = Likely::Perhaps;
        }
    }
    verdict
}

/// Whether the name of a value leads to an object that holds a secret rather than to the secret: `tlsSecret`, `secret` and
/// `adminPasswordKey`, which are usual in APIs and not in environment variables, and `DB_PASSWORD_SECRET` in both.
pub(super) fn may_name_an_object(name: &str) -> bool {
    let shouts = !name.chars().any(|c| c.is_ascii_lowercase());
    let words = words(name);
    let from_last =
        |back: usize| words.iter().rev().nth(back).map(String::as_str).unwrap_or_default();
    let password = |word: &str| matches!(word, "password" | "passwd" | "credentials" | "token");
    match from_last(0) {
        "secret" if matches!(from_last(1), "password" | "passwd" | "credentials") => true,
        "key" => !shouts && password(from_last(1)),
        "secret" | "secrets" | "credentials" | "credential" | "creds" | "cred" | "token" => !shouts,
        _ => false,
    }
}

/// Whether the object that it names exists already: `EXISTING_SECRET`, `auth.existingSecret`.
pub(super) fn names_an_existing_object(name: &str) -> bool {
    let words = words(name);
    words.iter().rev().nth(1).is_some_and(|word| word == "existing")
}

/// Whether the value is a list of headers: `OTEL_EXPORTER_OTLP_HEADERS`.
pub(super) fn names_headers(name: &str) -> bool {
    words(name).last().is_some_and(|word| word == "headers")
}

/// Whether the value is a user and a password: `BASICAUTH`, `curl_userpwd`.
pub(super) fn names_a_pair(name: &str) -> bool {
    let words = words(name);
    let last = |back: usize| words.iter().rev().nth(back).map_or("", String::as_str);
    match last(0) {
        "basicauth" | "creds" | "userpwd" => true,
        "auth" => last(1) == "basic",
        _ => false,
    }
}

/// Words run together: `smtppass`, `userpw`.
fn ends_like_a_password(word: &str) -> bool {
    SHORT_ENDS.iter().any(|end| word.ends_with(end))
        && !HAPPEN_TO_END.iter().any(|it| word.ends_with(it))
}

/// The last word that means a secret, by its place.
fn secret_word(words: &[String]) -> Option<(usize, Likely)> {
    (0..words.len()).rev().find_map(|place| {
        let word = words.get(place)?.as_str();
        let before =
            place.checked_sub(1).and_then(|place| words.get(place)).map_or("", String::as_str);
        let likely = match word {
            "key" | "keys" if KEYS.contains(&before) => Likely::Perhaps,
            // A bare `key` may be one; a `sort_key` is none.
            "key" | "keys" if words.len() > 1 => Likely::No,
            // `access_token`; and `connection string`, `conn str`.
            "string" | "str" if matches!(before, "connection" | "conn") => Likely::Perhaps,
            "pass" if GATEWAYS.contains(&before) => Likely::No,
            "code" if CODES.contains(&before) => Likely::Yes,
            word if ends_like_a_password(word) => Likely::Yes,
            word if SECRET.contains(&word) || SECRET_ENDS.iter().any(|end| word.ends_with(end)) => {
                Likely::Yes
            }
            word if PERHAPS.contains(&word) || KEY_ENDS.iter().any(|end| word.ends_with(end)) => {
                Likely::Perhaps
            }
            _ => Likely::No,
        };
        (likely != Likely::No).then_some((place, likely))
    })
}

/// The words of a name, in lower case, without the digits at their ends.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (place, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place + 1);
        let hump = letter.is_uppercase()
            && (before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
                || (before.is_some_and(|c| c.is_uppercase())
                    && after.is_some_and(|c| c.is_lowercase())));
        if hump {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    let stripped =
        words.into_iter().map(|word| match word.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "" => word,
            stem => stem.to_owned(),
        });
    stripped.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_words() {
        let table = [
            ("DB_PASSWORD", "db password"),
            ("dbPassword1", "db password"),
            ("spring.datasource.password", "spring datasource password"),
            ("APIKeyID", "api key id"),
            ("x-api-key", "x api key"),
            ("TLS_1_2", "tls 1 2"),
        ];
        for (name, wanted) in table {
            assert_eq!(words(name).join(" "), wanted);
        }
    }

    #[test]
    fn the_words_around_the_secret_one_decide() {
        let table = [
            (
                Likely::Yes,
                "password PGPASSWORD db.password MYSQL_ROOT_PASSWORD adminPasswd client_secret GITHUB_TOKEN",
            ),
            (
                Likely::Yes,
                "DB_PASS rootPwd passphrase PASSWORD_PROD password2 OLD_PASSWORD passwordHash authToken pin",
            ),
            (Likely::No, "checksum/secret checksum/auth-token secretFingerprint"),
            (Likely::Perhaps, "VAULT_UNSEAL_KEY_1 mongodb-keyfile encrypt"),
            (Likely::Yes, "ldap_default_authtok bindpw srcstorepass"),
            (Likely::Yes, "DBPASS dbpass smtppass USERPW cred access_code RABBITPASS kennwort"),
            (Likely::Yes, "PASSWORD_12 db_password_000001"),
            (Likely::Perhaps, "BASICAUTH"),
            (
                Likely::No,
                "bypass compass trespass surpass encompass passthrough nopass status_code",
            ),
            (Likely::Yes, "JWT_SECRET appSecret refresh_token basicAuthPassword"),
            (
                Likely::Perhaps,
                "api_key apiKey AWS_ACCESS_KEY key auth salt SESSION_COOKIE ENCRYPTION_KEY accountkey",
            ),
            (
                Likely::Perhaps,
                "max_tokens secretKeyBase enablePassword connectionString AUTHORIZATION SIGNING_KEY",
            ),
            (
                Likely::No,
                "passwordFile PASSWORD_FILE secretName secretKeyRef tokenTtl TOKEN_URL passwordMinLength",
            ),
            (
                Likely::No,
                "tokenExpirationSeconds sort_key partitionKey cacheKey keyboard bypass compass KEY_PREFIX",
            ),
            (
                Likely::No,
                "imagePullSecretName secretRef apiTokenSecretRef AUTH_TYPE auth_method passwordPolicy",
            ),
            (
                Likely::No,
                "serviceAccountTokenProjection kmsKeyId publicKey public_key topologyKey secretArn",
            ),
            (
                Likely::No,
                "author authority tokenizer secretsmanagerEndpoint token_endpoint accessKeyId",
            ),
        ];
        for (wanted, names) in table {
            for name in names.split(' ') {
                assert_eq!(judge(name), wanted, "{name}");
            }
        }
    }
}
