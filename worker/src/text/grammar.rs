//! Reads a prompt into what is wanted: one subject with everything that belongs to it.
//!
//! Deterministic and word by word. Qualities wait until the thing or part they describe arrives; the first color is
//! the body's, the second the accent's.

use super::{
    compose::part_names,
    item::{Relation, Trait},
    lexicon::{self, Meaning, Reading, read},
    nouns::{Kind, Noun, Role},
    tokens::{Token, folded, tokens},
};
use crate::{
    recipe::Measure,
    style::{color, material::Finish},
};
use std::collections::BTreeMap;

/// Qualities said about something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Qualities {
    /// sRGB, in the order they were said.
    pub colors: Vec<u32>,
    /// Material.
    pub finish: Option<Finish>,
    /// Adjectives.
    pub traits: Vec<Trait>,
    /// How many.
    pub count: Option<u8>,
}

/// A thing that is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What it is.
    pub noun: &'static Noun,
    /// Which kind of it.
    pub kind: Option<&'static Kind>,
    /// What it is like.
    pub qualities: Qualities,
    /// What its parts are like; `None` for parts it must not have.
    pub parts: BTreeMap<&'static str, Option<Qualities>>,
    /// What goes with it.
    pub companions: Vec<(Relation, Wanted)>,
}

/// Everything read from a prompt.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The thing, if one was found.
    pub subject: Option<Wanted>,
    /// Qualities that found no thing.
    pub loose: Qualities,
    /// The words that say what is wanted, without colors, numbers and grammar.
    pub content: String,
    /// Lettering.
    pub text: Option<String>,
    /// Size in millimetres and what it measures.
    pub size: Option<(f32, Measure)>,
    /// What was understood, in the words of the prompt.
    pub understood: Vec<String>,
    /// What was not.
    pub not_understood: Vec<String>,
    /// Sentences about what was done instead.
    pub warnings: Vec<String>,
}

/// Longest lettering, in characters.
const LONGEST_TEXT: usize = 24;

/// Reads a prompt.
pub fn parse(prompt: &str) -> Request {
    let found = tokens(prompt);
    let mut reader = Reader::default();
    if found.dropped > 0 {
        reader.request.warnings.push(
            "Some characters are of a script the built-in generator cannot read; please write in Latin letters.".into(),
        );
    }
    let mut at = 0;
    while at < found.list.len() {
        at += reader.take(&found.list[at..]);
    }
    reader.finish()
}

#[derive(Debug, Default)]
struct Reader {
    request: Request,
    pending: Qualities,
    pending_words: Vec<String>,
    edit: Option<(&'static str, String)>,
    number: Option<f32>,
    relation: Option<Relation>,
    without: bool,
    joined: bool,
    unknown: Vec<String>,
    lettering: Option<Lettering>,
    /// Unknown words came after qualities: those were theirs.
    claimed: bool,
    parts: Vec<&'static str>,
}

/// What of the following words is lettering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lettering {
    /// A name: one word, and those in capitals behind it.
    Name,
    /// Everything up to the next clause.
    Words,
}

impl Reader {
    /// Takes the next words in; returns how many tokens they were.
    fn take(&mut self, tokens: &[Token]) -> usize {
        match &tokens[0] {
            Token::Quote(text) => {
                self.flush_unknown();
                self.set_text(text);
                1
            }
            Token::Number(value) => {
                self.flush_number();
                self.number = Some(*value);
                1
            }
            Token::Break => {
                self.disown();
                self.flush_unknown();
                self.lettering = None;
                1
            }
            Token::Word(_) => {
                if let Some(lettering) = self.lettering.filter(|_| self.request.text.is_none()) {
                    let words = lettered(tokens, lettering);
                    if !words.is_empty() {
                        self.set_text(&words.join(" "));
                        return words.len();
                    }
                }
                let (reading, length) = read(tokens);
                self.take_reading(reading);
                length
            }
        }
    }

    fn take_reading(&mut self, reading: Reading) {
        if !matches!(reading.meaning, Meaning::Unit(_)) {
            self.flush_number();
        }
        if let Some(meant) = reading.meant {
            self.request.warnings.push(format!("“{}” was read as “{meant}”.", reading.words));
        }
        if matches!(reading.meaning, Meaning::And | Meaning::Relation(_) | Meaning::Without) {
            self.disown();
        }
        if !matches!(reading.meaning, Meaning::Unknown | Meaning::Filler) {
            self.flush_unknown();
        }
        if matches!(
            reading.meaning,
            Meaning::Unknown | Meaning::Thing(_) | Meaning::Adjective(_) | Meaning::Size(_)
        ) {
            self.request.content.push_str(&reading.words);
            self.request.content.push(' ');
        }
        match reading.meaning {
            Meaning::Color(code) => {
                let edited = self.edit.take();
                let code = edited.as_ref().and_then(|(edit, _)| color::modified(code, edit)).unwrap_or(code);
                self.pending.colors.push(code);
                let words =
                    edited.map_or(reading.words.clone(), |(_, edit)| format!("{edit} {}", reading.words));
                self.pending_words.push(words);
            }
            Meaning::ColorEdit(edit) => self.edit = Some((edit, reading.words)),
            Meaning::Material(finish) => {
                self.quality(reading.words, |qualities| qualities.finish = Some(finish));
            }
            Meaning::Adjective(wanted) => self.adjective(wanted, reading.words),
            Meaning::Count(count) => self.quality(reading.words, |qualities| qualities.count = Some(count)),
            Meaning::Size(size_mm) => {
                self.request.size.get_or_insert((size_mm, Measure::Longest));
                self.request.understood.push(reading.words);
            }
            Meaning::Unit(millimetres) => self.length(millimetres, &reading.words),
            Meaning::Filler => {}
            Meaning::Relation(relation) => self.relate(Some(relation), false),
            Meaning::Without => self.relate(Some(Relation::With), true),
            Meaning::And => self.joined = true,
            Meaning::Naming => self.lettering = Some(Lettering::Name),
            Meaning::Saying => self.lettering = Some(Lettering::Words),
            Meaning::ShapedLike => self.shaped_like(&reading.words),
            Meaning::Shaped(noun) => self.shaped(noun, reading.words),
            Meaning::Thing(noun) => self.thing(noun, &reading),
            Meaning::Unknown => self.unknown_word(&reading),
        }
    }

    fn quality(&mut self, words: String, set: impl FnOnce(&mut Qualities)) {
        set(&mut self.pending);
        self.pending_words.push(words);
    }

    /// "tall" behind a length says what it measures; anywhere else it is an adjective.
    fn adjective(&mut self, wanted: Trait, words: String) {
        let measure = match wanted {
            Trait::Tall => Some(Measure::Height),
            Trait::Fat if words == "wide" => Some(Measure::Width),
            Trait::Long => Some(Measure::Longest),
            _ => None,
        };
        let last_is_length = self.request.understood.last().is_some_and(|last| last.ends_with(" mm"));
        if let (Some(measure), true, Some(size)) = (measure, last_is_length, &mut self.request.size) {
            size.1 = measure;
            if let Some(last) = self.request.understood.last_mut() {
                *last = format!("{last} {words}");
            }
        } else {
            self.quality(words, |qualities| qualities.traits.push(wanted));
        }
    }

    fn length(&mut self, millimetres: f32, unit: &str) {
        let Some(value) = self.number.take() else {
            self.request.not_understood.push(unit.to_owned());
            return;
        };
        let size_mm = value * millimetres;
        let kept = size_mm.clamp(10.0, 1000.0);
        if kept != size_mm {
            self.request
                .warnings
                .push(format!("Sizes go from 10 to 1000 mm; {size_mm:.0} mm became {kept:.0} mm."));
        }
        self.request.size = Some((kept, Measure::Longest));
        self.request.understood.push(format!("{kept:.0} mm"));
    }

    /// A number without a unit counts something.
    fn flush_number(&mut self) {
        if let Some(value) = self.number.take() {
            self.pending.count = Some(value.clamp(1.0, 100.0) as u8);
            self.pending_words.push(format!("{value:.0}"));
        }
    }

    fn flush_unknown(&mut self) {
        if !self.unknown.is_empty() {
            self.request.not_understood.push(std::mem::take(&mut self.unknown).join(" "));
        }
    }

    fn relate(&mut self, relation: Option<Relation>, without: bool) {
        self.settle();
        self.relation = relation;
        self.without = without;
        self.joined = false;
        self.lettering = None;
    }

    /// Qualities in front of words that mean nothing here are not understood either: the "red" of "red suspenders"
    /// must not color what comes next.
    fn disown(&mut self) {
        if std::mem::take(&mut self.claimed) {
            self.pending = Qualities::default();
            let words = std::mem::take(&mut self.pending_words);
            self.unknown.splice(0..0, words);
            self.flush_unknown();
        }
    }

    /// Gives qualities that no thing claimed to the subject.
    fn settle(&mut self) {
        self.disown();
        self.color_that_is_a_thing();
        if let Some((_, words)) = self.edit.take() {
            self.request.not_understood.push(words);
        }
        if self.pending == Qualities::default() {
            return;
        }
        let qualities = std::mem::take(&mut self.pending);
        self.request.understood.append(&mut self.pending_words);
        let target = match &mut self.request.subject {
            Some(subject) => &mut subject.qualities,
            None => &mut self.request.loose,
        };
        merge(target, qualities);
    }

    /// "a red rose": a word for a color that no thing followed is the thing itself.
    fn color_that_is_a_thing(&mut self) {
        let places = self.request.subject.is_none()
            || matches!(self.relation, Some(Relation::With | Relation::On | Relation::Beside));
        let Some(word) = self.pending_words.last().filter(|_| places && !self.pending.colors.is_empty())
        else {
            return;
        };
        let lemma = folded(word);
        if let Some(noun) = lexicon::thing(&lemma) {
            self.pending.colors.pop();
            let words = self.pending_words.pop().unwrap_or_default();
            self.thing(noun, &Reading { meaning: Meaning::Thing(noun), words, lemma, meant: None });
        }
    }

    fn set_text(&mut self, text: &str) {
        let short: String = text.chars().take(LONGEST_TEXT).collect();
        if short.chars().count() < text.chars().count() {
            self.request
                .warnings
                .push(format!("Lettering is at most {LONGEST_TEXT} characters long and was cut."));
        }
        self.request.understood.push(format!("“{short}”"));
        self.request.text = Some(short);
        self.lettering = None;
    }

    fn shaped(&mut self, noun: &'static Noun, words: String) {
        self.request
            .warnings
            .push(format!("“{words}”: the {} was put on top instead of giving its shape.", noun.name));
        let wanted = self.wanted(noun, None, &words);
        self.request.subject = Some(wanted);
        self.parts = part_names(noun);
        self.relation = Some(Relation::On);
    }

    /// "a stand shaped like a cat": the cat comes along.
    fn shaped_like(&mut self, words: &str) {
        self.relate(Some(Relation::With), false);
        if self.request.subject.is_some() {
            self.request.warnings.push(format!("“{words}”: it was added instead of giving its shape."));
        }
    }

    fn thing(&mut self, noun: &'static Noun, reading: &Reading) {
        if self.edit.as_ref().is_some_and(|(edit, _)| *edit == "light")
            && self.pending == Qualities::default()
        {
            self.edit = None;
        }
        if self.request.subject.is_some()
            && self.relation.is_some()
            && let Some(part) = self.part_named(&reading.lemma)
        {
            return self.part(part, &reading.words);
        }
        if self.without {
            return self.unwanted(&reading.words);
        }
        let word = reading.meant.unwrap_or(&reading.lemma);
        if noun.loosely.contains(&word) {
            self.request.warnings.push(format!(
                "“{}” has no model of its own yet and was made as a {}.",
                reading.words, noun.name
            ));
        }
        let wanted = self.wanted(noun, noun.kind(word), &reading.words);
        let relation = self.relation_here();
        match (&mut self.request.subject, relation) {
            (None, _) => {
                self.request.subject = Some(wanted);
                self.parts = part_names(noun);
            }
            (Some(subject), Some(relation)) => subject.companions.push((relation, wanted)),
            // "cat mug": the last noun is the thing, the one before it decorates it.
            (Some(subject), None) => {
                let modifier = std::mem::replace(subject, wanted);
                let relation = if noun.role == Role::Sign || noun.role == Role::Vessel {
                    Relation::With
                } else {
                    Relation::Beside
                };
                subject.companions.push((relation, modifier));
                self.parts = part_names(noun);
            }
        }
        self.joined = false;
    }

    /// A thing the subject never had: what was said about it goes with it, and colors nothing that comes later.
    fn unwanted(&mut self, words: &str) {
        self.claimed = false;
        self.pending = Qualities::default();
        let mut phrase = std::mem::take(&mut self.pending_words);
        phrase.extend(self.edit.take().map(|(_, edit)| edit));
        phrase.push(words.to_owned());
        self.request.not_understood.push(format!("without {}", phrase.join(" ")));
    }

    /// How the next thing relates to the subject: "and" after a place starts anew beside it.
    fn relation_here(&self) -> Option<Relation> {
        match (self.relation, self.joined) {
            (None | Some(Relation::On | Relation::In), true) => Some(Relation::Beside),
            (relation, _) => relation,
        }
    }

    fn wanted(&mut self, noun: &'static Noun, kind: Option<&'static Kind>, words: &str) -> Wanted {
        self.edit = None;
        self.claimed = false;
        let qualities = std::mem::take(&mut self.pending);
        self.pending_words.push(words.to_owned());
        let phrase = std::mem::take(&mut self.pending_words);
        if self.request.subject.is_some() && self.relation.is_some() {
            self.request.understood.push(phrase.join(" "));
        } else {
            self.request.understood.extend(phrase);
        }
        Wanted { noun, kind, qualities, parts: BTreeMap::new(), companions: Vec::new() }
    }

    fn part_named(&self, word: &str) -> Option<&'static str> {
        let meant = PART_WORDS.iter().find(|(other, _)| *other == word).map_or(word, |(_, part)| part);
        self.parts.iter().find(|part| **part == word || **part == meant).copied()
    }

    fn part(&mut self, part: &'static str, words: &str) {
        self.claimed = false;
        let qualities = std::mem::take(&mut self.pending);
        self.pending_words.push(words.to_owned());
        let phrase = std::mem::take(&mut self.pending_words).join(" ");
        let phrase = if self.without { format!("without {phrase}") } else { phrase };
        self.request.understood.push(phrase);
        if let Some(subject) = &mut self.request.subject {
            subject.parts.insert(part, (!self.without).then_some(qualities));
        }
        self.joined = false;
    }

    fn unknown_word(&mut self, reading: &Reading) {
        if self.request.subject.is_some()
            && let Some(part) = self.part_named(&reading.lemma)
        {
            self.flush_unknown();
            return self.part(part, &reading.words);
        }
        if self.request.subject.as_ref().is_none_or(|subject| subject.noun.role == Role::Sign)
            && self.relation.is_none()
        {
            self.flush_edit();
        }
        self.claimed |= self.request.subject.is_some() && self.pending != Qualities::default();
        self.unknown.push(reading.words.clone());
    }

    fn flush_edit(&mut self) {
        if let Some((_, words)) = self.edit.take() {
            self.unknown.push(words);
        }
    }

    fn finish(mut self) -> Request {
        self.flush_number();
        self.disown();
        self.flush_unknown();
        self.settle();
        let is_sign = self.request.subject.as_ref().is_some_and(|subject| subject.noun.role == Role::Sign);
        if is_sign && self.request.text.is_none() && !self.request.not_understood.is_empty() {
            let words = std::mem::take(&mut self.request.not_understood).join(" ");
            self.set_text(&words);
        }
        self.request
    }
}

/// The words at the start of `tokens` that are lettering.
fn lettered(tokens: &[Token], lettering: Lettering) -> Vec<&str> {
    let words = tokens
        .iter()
        .map_while(|token| if let Token::Word(word) = token { Some(word.as_str()) } else { None });
    let words: Vec<&str> = words.collect();
    let Some(first) = words.first().filter(|word| !is_grammar(word)) else { return Vec::new() };
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let more = words[1..].iter().enumerate().take_while(|(index, word)| {
        if is_capital(first) {
            // "Best Dad in the World": small words between capitals belong.
            is_capital(word)
                || lettering == Lettering::Words
                    && words[index + 2..].iter().take(2).any(|later| is_capital(later))
        } else {
            lettering == Lettering::Words && !is_grammar(word)
        }
    });
    words[..=more.count()].to_vec()
}

/// Words that hold a sentence together and are hardly ever lettering.
fn is_grammar(word: &str) -> bool {
    let (reading, _) = read(&[Token::Word(word.to_owned())]);
    matches!(reading.meaning, Meaning::Filler | Meaning::Relation(_) | Meaning::And | Meaning::Without)
}

fn merge(target: &mut Qualities, more: Qualities) {
    target.colors.extend(more.colors);
    target.traits.extend(more.traits);
    target.finish = more.finish.or(target.finish);
    target.count = more.count.or(target.count);
}

/// Other words for parts.
const PART_WORDS: &[(&str, &str)] = &[
    ("paw", "foot"),
    ("hoof", "foot"),
    ("shoe", "foot"),
    ("boot", "foot"),
    ("pants", "trousers"),
    ("jeans", "trousers"),
    ("clothes", "shirt"),
    ("t-shirt", "shirt"),
    ("coat", "body"),
    ("fur", "body"),
    ("skin", "body"),
    ("tummy", "belly"),
    ("tire", "wheel"),
    ("tyre", "wheel"),
    ("propeller", "blade"),
    ("frosting", "icing"),
    ("topping", "icing"),
    ("tentacle", "arm"),
    ("dress", "robe"),
    ("cloak", "robe"),
    ("cape", "robe"),
    ("gem", "stone"),
    ("jewel", "stone"),
    ("diamond", "stone"),
    ("lawn", "grass"),
    ("ornament", "bauble"),
    ("decoration", "bauble"),
    ("gown", "robe"),
    ("skirt", "robe"),
    ("hair", "mane"),
    ("antler", "horn"),
    ("tusk", "tooth"),
    ("fang", "tooth"),
    ("dot", "spot"),
    ("muzzle", "snout"),
    ("hull", "body"),
    ("lampshade", "shade"),
    ("glasses", "visor"),
];
