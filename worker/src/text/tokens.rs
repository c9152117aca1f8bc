//! A prompt cut into words, numbers and quoted text.

/// One piece of a prompt.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A word as it was written; compare [`folded`] forms.
    Word(String),
    /// A number with its decimals.
    Number(f32),
    /// What stood between quotation marks.
    Quote(String),
    /// Something that separates clauses without saying how.
    Break,
}

/// A prompt's tokens, and the characters that could not be carried over into Latin script.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tokens {
    /// In order.
    pub list: Vec<Token>,
    /// How many characters were dropped.
    pub dropped: usize,
}

/// Cuts a prompt up. Other scripts are transliterated where that is simple.
pub fn tokens(prompt: &str) -> Tokens {
    let mut found = Tokens::default();
    let mut rest = prompt.trim();
    while let Some(first) = rest.chars().next() {
        if let Some((quote, after)) = quoted(rest) {
            found.list.push(Token::Quote(quote.to_owned()));
            rest = after;
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
            let letters = rest[end..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - end);
            if matches!(&rest[end..end + letters], "d" | "D" | "k" | "K") {
                // "3d" and "4k" are words, no numbers of something.
                add_word(&mut found, &rest[..end + letters]);
                rest = &rest[end + letters..];
                continue;
            }
            let digits = rest[..end].trim_end_matches(['.', ',']).replace(',', ".");
            found.list.extend(digits.parse().ok().map(Token::Number));
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’'))
                .unwrap_or(rest.len());
            add_word(&mut found, rest[..end].trim_matches(['-', '\'', '’']));
            rest = &rest[end..];
        } else {
            if matches!(first, ',' | ';' | '.' | '!' | '?' | ':') {
                found.list.push(Token::Break);
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    found
}

fn add_word(found: &mut Tokens, word: &str) {
    let (latin, dropped) = latin(word);
    found.dropped += dropped;
    if !latin.is_empty() {
        found.list.push(Token::Word(latin));
    }
}

/// Text in quotation marks at the start, and what comes after it. An apostrophe opens a quote only at a word's start.
fn quoted(text: &str) -> Option<(&str, &str)> {
    const MARKS: [(char, char); 6] =
        [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('\'', '\''), ('‘', '’')];
    let open = text.chars().next()?;
    let close = MARKS.iter().find(|(mark, _)| *mark == open)?.1;
    let inside = &text[open.len_utf8()..];
    let end = inside.find(close)?;
    let quote = inside[..end].trim();
    (!quote.is_empty()).then(|| (quote, &inside[end + close.len_utf8()..]))
}

/// A word in Latin letters, and how many letters had no counterpart.
pub fn latin(word: &str) -> (String, usize) {
    let mut latin = String::with_capacity(word.len());
    let mut dropped = 0;
    for letter in word.chars() {
        if letter.is_ascii() {
            latin.push(letter);
            continue;
        }
        let small = letter.to_lowercase().next().unwrap_or(letter);
        match TRANSLITERATED.iter().find(|(letters, _)| letters.contains(small)) {
            Some((_, plain)) if letter.is_uppercase() => {
                let mut plain = plain.chars();
                latin.extend(plain.next().map(|first| first.to_ascii_uppercase()));
                latin.extend(plain);
            }
            Some((_, plain)) => latin.push_str(plain),
            None => dropped += 1,
        }
    }
    (latin, dropped)
}

/// Accented Latin, Cyrillic and Greek letters with what they become.
const TRANSLITERATED: &[(&str, &str)] = &[
    ("áàâãåāăąаα", "a"),
    ("äæ", "ae"),
    ("çćčцχ", "c"),
    ("ďđдδ", "d"),
    ("éèêëēęěеэεη", "e"),
    ("ğгγ", "g"),
    ("íìîïīıиιыі", "i"),
    ("йј", "j"),
    ("кκ", "k"),
    ("łлλ", "l"),
    ("мμ", "m"),
    ("ñńňнν", "n"),
    ("óòôõōőоοω", "o"),
    ("öœø", "oe"),
    ("пπ", "p"),
    ("řрρ", "r"),
    ("śşšсσς", "s"),
    ("ß", "ss"),
    ("ťţтτ", "t"),
    ("úùûūůűуυ", "u"),
    ("ü", "ue"),
    ("вβ", "v"),
    ("ýÿ", "y"),
    ("źżžзζ", "z"),
    ("бβ", "b"),
    ("фφ", "f"),
    ("хξ", "h"),
    ("жщш", "sh"),
    ("чћ", "ch"),
    ("юё", "yo"),
    ("я", "ya"),
    ("θ", "th"),
    ("ψ", "ps"),
    ("ьъ’", ""),
];

/// Lower case, the form words are looked up in.
pub fn folded(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// Possible dictionary forms of a folded word: itself, then singulars.
pub fn lemmas(word: &str) -> Vec<String> {
    const IRREGULAR: [(&str, &str); 13] = [
        ("feet", "foot"),
        ("teeth", "tooth"),
        ("mice", "mouse"),
        ("geese", "goose"),
        ("men", "man"),
        ("women", "woman"),
        ("children", "child"),
        ("leaves", "leaf"),
        ("knives", "knife"),
        ("wolves", "wolf"),
        ("elves", "elf"),
        ("dwarves", "dwarf"),
        ("fishes", "fish"),
    ];
    let mut forms = vec![word.to_owned()];
    let word = word.trim_end_matches("'s");
    if forms[0] != word {
        forms.push(word.to_owned());
    }
    forms.extend(
        IRREGULAR.iter().find(|(plural, _)| *plural == word).map(|(_, singular)| (*singular).to_owned()),
    );
    if let Some(stem) = word.strip_suffix("ies") {
        forms.push(format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("es") {
        forms.push(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix('s').filter(|stem| stem.len() > 2) {
        forms.push(stem.to_owned());
    }
    forms
}

/// Whether two words differ by at most `most` insertions, deletions, replacements or swaps of neighbours
/// (Damerau–Levenshtein, optimal string alignment).
pub fn within_edits(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()] <= most
}
