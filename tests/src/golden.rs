//! Files with what is expected; `UPDATE=1` writes them again.

use std::path::Path;

/// Compares lines with a file, in which lines that begin with `#` are comments. With `UPDATE=1` the comments stay and
/// the rest is written again.
///
/// # Errors
/// When they differ: with both, line by line.
///
/// # Panics
/// When the file cannot be written.
pub fn golden(file: &Path, lines: &[String]) -> Result<(), String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let (comments, wanted): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with('#'));
    if wanted == lines {
        return Ok(());
    }
    if std::env::var_os("UPDATE").is_some() {
        let all = comments.into_iter().map(str::to_owned).chain(lines.iter().cloned());
        std::fs::write(file, all.map(|line| line + "\n").collect::<String>()).unwrap();
        return Ok(());
    }
    let lost = wanted
        .iter()
        .filter(|line| !lines.iter().any(|found| found == *line))
        .map(|line| format!("- {line}"));
    let new = lines
        .iter()
        .filter(|line| !wanted.contains(&line.as_str()))
        .map(|line| format!("+ {line}"));
    let mut difference: Vec<String> = lost.chain(new).collect();
    if difference.is_empty() {
        difference.push("the same lines in another order or number".to_owned());
    }
    Err(format!("{} (UPDATE=1 rewrites it)\n{}", file.display(), difference.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_the_file_is_told_and_comments_are_not_compared() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("expected.txt");
        std::fs::write(&file, "# why\none\ntwo\n").unwrap();
        let lines =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(golden(&file, &lines(&["one", "two"])), Ok(()));
        let difference = golden(&file, &lines(&["one", "three"])).unwrap_err();
        assert!(difference.ends_with("- two\n+ three"), "{difference}");
        assert!(golden(&file, &lines(&["two", "one"])).unwrap_err().contains("another order"));
    }
}
