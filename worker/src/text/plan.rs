//! From a [`Request`] to recipes: colors, variants, cameras, and an honest account of what was used.

use super::{
    grammar::{Qualities, Request, Wanted, parse},
    item::{Companion, Item, PartWish},
    lexicon::closest,
    nouns::{self, Noun, Palette, Role},
    sketch::Sketch,
};
use crate::{
    recipe::{Camera, Measure, Recipe, VERSION},
    result::{ENGINE, Understanding},
    style::{Style, color},
};

/// Size of a model when the prompt names none, in millimetres.
const USUAL_SIZE_MM: f32 = 80.0;
/// Most copies of one thing side by side.
const MOST_COPIES: u8 = 5;
/// Clays for the first and the second concept.
const CLAYS: [u32; 2] = [0xC8754F, 0xD99A72];

/// `count` recipes for a prompt, each with how the prompt was read.
///
/// Never empty-handed: a prompt without a known thing becomes a nameplate and a keychain with its words. An unknown
/// style is drawn as the realistic one, with a warning.
pub fn recipes(prompt: &str, style_slug: &str, seed: u64, count: usize) -> Vec<(Recipe, Understanding)> {
    let mut request = parse(prompt);
    let style = Style::from_slug(style_slug).unwrap_or_else(|| {
        request.warnings.push(format!("The style “{style_slug}” is not known; realistic was used."));
        Style::Realistic
    });
    drop_what_has_no_effect(&mut request);
    (0..count)
        .map(|index| {
            let recipe = recipe(&request, style, seed, index);
            let understanding = recipe.understanding.clone();
            (recipe, understanding)
        })
        .collect()
}

fn recipe(request: &Request, style: Style, seed: u64, index: usize) -> Recipe {
    let mut understanding = account(request);
    let mut subject = match &request.subject {
        Some(wanted) => item(wanted, seed, index),
        None => lettered(request, seed, index, &mut understanding),
    };
    if subject.text.is_none() {
        subject.text.clone_from(&request.text);
    }
    if style == Style::Clay {
        let own = request.subject.as_ref().and_then(|wanted| wanted.qualities.colors.first()).copied();
        subject.palette = [own.unwrap_or(CLAYS[index % 2]); 5];
    }
    understanding.method = format!("text:{}", subject.noun);
    let (size_mm, measure) = request.size.unwrap_or((USUAL_SIZE_MM, Measure::Longest));
    let camera = camera(&subject, index);
    Recipe { version: VERSION, style, size_mm, measure, camera, subject, understanding }
}

fn account(request: &Request) -> Understanding {
    let words =
        |list: &[String]| list.iter().map(|phrase| phrase.split_whitespace().count()).sum::<usize>() as f32;
    let (known, unknown) = (words(&request.understood), words(&request.not_understood));
    Understanding {
        engine: ENGINE.to_owned(),
        method: String::new(),
        understood: request.understood.clone(),
        not_understood: request.not_understood.clone(),
        confidence: if known > 0.0 { known / (known + unknown) } else { 0.0 },
        warnings: request.warnings.clone(),
    }
}

fn item(wanted: &Wanted, seed: u64, index: usize) -> Item {
    let noun = wanted.noun;
    let palettes = wanted.kind.map_or(noun.palettes, |kind| kind.palettes);
    let palettes = if palettes.is_empty() { noun.palettes } else { palettes };
    let mut item =
        Item::plain(noun.name, palette(palettes, &wanted.qualities, seed, index), mixed(seed, index));
    if let Some(kind) = wanted.kind {
        item.kind = Some(kind.name.to_owned());
        let colored = kind
            .parts
            .iter()
            .map(|(part, code)| ((*part).to_owned(), PartWish { color: Some(*code), ..PartWish::default() }));
        let hidden = kind
            .hides
            .iter()
            .map(|part| ((*part).to_owned(), PartWish { hidden: true, ..PartWish::default() }));
        item.wishes = colored.chain(hidden).collect();
    }
    item.variant = (index % 2) as u8;
    item.finish = wanted.qualities.finish;
    item.traits.clone_from(&wanted.qualities.traits);
    item.copies = wanted.qualities.count.unwrap_or(1).clamp(1, MOST_COPIES);
    for (part, qualities) in &wanted.parts {
        let wish = match qualities {
            Some(qualities) => PartWish {
                color: qualities.colors.first().copied(),
                finish: qualities.finish,
                count: qualities.count,
                hidden: false,
            },
            None => PartWish { hidden: true, ..PartWish::default() },
        };
        item.wishes.insert((*part).to_owned(), wish);
    }
    let companions = wanted.companions.iter();
    item.companions = companions
        .map(|(relation, other)| Companion { relation: *relation, item: self::item(other, seed, index) })
        .collect();
    item
}

/// Keeps the two concepts' small differences apart.
fn mixed(seed: u64, index: usize) -> u64 {
    seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(index as u64 * 0x5851_F42D)
}

/// One of the palettes, with what the prompt says put in; accents stay apart from the body.
fn palette(palettes: &[Palette], qualities: &Qualities, seed: u64, index: usize) -> Palette {
    let choices = palettes.len().max(1);
    let mut palette =
        palettes.get((seed as usize % choices + index) % choices).copied().unwrap_or([0x999999; 5]);
    if let Some(natural) = qualities.finish.and_then(crate::style::material::Finish::natural_color) {
        let shades = [0.0, -0.13, 0.08, -0.30, 0.14];
        palette = shades.map(|shade| color::adjusted(natural, shade, 1.0));
    }
    for (place, code) in qualities.colors.iter().take(3).enumerate() {
        palette[place] = *code;
    }
    if !qualities.colors.is_empty() {
        keep_apart(&mut palette, qualities.colors.len());
    }
    palette
}

/// An accent of the palette that is too close to the asked body color gives way to another.
fn keep_apart(palette: &mut Palette, asked: usize) {
    for place in asked.min(3)..3 {
        if distance(palette[place], palette[0]) < 0.14 {
            let body = color::oklab(palette[0]);
            let shift = if body[0] > 0.6 { -0.28 } else { 0.28 };
            palette[place] = color::adjusted(palette[place], shift, 0.9);
        }
    }
}

fn distance(a: u32, b: u32) -> f32 {
    let (a, b) = (color::oklab(a), color::oklab(b));
    ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)).sqrt()
}

/// The answer to a prompt without a known thing: its words as a nameplate, then as a keychain.
fn lettered(request: &Request, seed: u64, index: usize, understanding: &mut Understanding) -> Item {
    let words = request.not_understood.join(" ");
    let text = request.text.clone().or_else(|| title(&request.content)).or_else(|| title(&words));
    let noun = nouns::by_name(if index.is_multiple_of(2) { "nameplate" } else { "keychain" });
    let guesses = closest(&words, 3).join(", ");
    let what = noun.map_or("nameplate", |noun| noun.name);
    understanding.warnings.push(format!(
        "The built-in generator knows no such thing, so this is a {what} with your words. Closest things it knows: \
         {guesses}. You can also upload a picture instead."
    ));
    understanding.confidence = understanding.confidence.min(0.2);
    let palette = noun.map_or([0; 5], |noun| palette(noun.palettes, &request.loose, seed, index));
    let mut item = Item::plain(what, palette, mixed(seed, index));
    item.finish = request.loose.finish;
    item.text = Some(text.unwrap_or_else(|| "3D".to_owned()));
    item
}

/// Words as lettering: capitals in front, 24 characters at most, nothing the font lacks.
fn title(words: &str) -> Option<String> {
    let capitalised = words.split_whitespace().map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    let joined = capitalised.collect::<Vec<_>>().join(" ");
    let text: String = joined.chars().filter(|letter| nouns::font_covers(*letter)).take(24).collect();
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Direction of the picture in degrees: what shows this kind of thing best, from the other side for the second.
fn camera(item: &Item, index: usize) -> Camera {
    let family = nouns::FAMILIES
        .iter()
        .find(|(_, nouns)| nouns.iter().any(|noun| noun.name == item.noun))
        .map_or("", |(family, _)| *family);
    let (yaw, pitch) = match (family, item.noun.as_str()) {
        (_, "keychain") => (8.0, 58.0),
        ("lettering", _) => (16.0, 14.0),
        ("sea", "octopus" | "crab" | "turtle") => (28.0, 20.0),
        ("sea", _) => (54.0, 16.0),
        ("vehicles" | "transport", "rocket" | "balloon" | "ufo") => (24.0, 14.0),
        ("vehicles" | "transport", _) => (46.0, 20.0),
        ("buildings", _) => (32.0, 22.0),
        ("people" | "folk" | "birds" | "nature", _) => (24.0, 12.0),
        ("vessels", _) | (_, "pen holder" | "pizza" | "nut") => (26.0, 26.0),
        ("insects", "spider" | "ladybug") => (34.0, 30.0),
        ("insects", _) => (20.0, 16.0),
        ("animals" | "farm" | "wild" | "dragons", _) => (34.0, 14.0),
        ("home", "table" | "sofa" | "bed" | "chair") => (36.0, 22.0),
        _ => (26.0, 18.0),
    };
    // Lettering is read from the front.
    let yaw = if item.text.is_some() { 0.4 * yaw } else { yaw } + 4.0 * item.wobble("yaw");
    let side = if index.is_multiple_of(2) { 1.0 } else { -1.0 };
    Camera { yaw: yaw * side, pitch: pitch + 3.0 * item.wobble("pitch") }
}

/// Moves adjectives and counts that change nothing to the list of what was not understood.
fn drop_what_has_no_effect(request: &mut Request) {
    let Some(mut subject) = request.subject.take() else { return };
    let plain = drawn(&subject, None, None);
    for adjective in subject.qualities.traits.clone() {
        let stretches = Item { traits: vec![adjective], ..Item::default() }.stretch() != [1.0; 3];
        if !stretches && drawn(&subject, Some(adjective), None) == plain {
            subject.qualities.traits.retain(|kept| *kept != adjective);
            not_used(request, |word| super::item::Trait::from_word(word) == Some(adjective));
        }
    }
    for (part, qualities) in &mut subject.parts {
        let count = qualities.as_ref().and_then(|qualities| qualities.count);
        if let (Some(count), Some(qualities)) = (count, qualities)
            && !count_matters(subject.noun, part, count)
        {
            qualities.count = None;
            request
                .warnings
                .push(format!("The number of {part}s of a {} cannot be chosen.", subject.noun.name));
        }
    }
    if subject.qualities.count.is_some_and(|count| count > MOST_COPIES) {
        request.warnings.push(format!("At most {MOST_COPIES} things stand side by side."));
    }
    if request.text.is_some() && subject.noun.role != Role::Sign {
        request.warnings.retain(|warning| !warning.is_empty());
    }
    request.subject = Some(subject);
}

/// Takes the understood word that `matches` back.
fn not_used(request: &mut Request, matches: impl Fn(&str) -> bool) {
    if let Some(at) = request.understood.iter().position(|phrase| matches(phrase)) {
        let word = request.understood.remove(at);
        request.not_understood.push(word);
    }
}

fn count_matters(noun: &'static Noun, part: &str, count: u8) -> bool {
    let shown = |count: Option<u8>| {
        let mut item = Item::plain(noun.name, noun.palettes.first().copied().unwrap_or_default(), 0);
        item.wishes.insert(part.to_owned(), PartWish { count, ..PartWish::default() });
        picture_of(noun, &item)
    };
    shown(None) != shown(Some(count)) || shown(None) != shown(Some(count.saturating_add(1)))
}

/// What a thing looks like with one adjective (or none), as comparable text.
fn drawn(wanted: &Wanted, adjective: Option<super::item::Trait>, variant: Option<u8>) -> Vec<String> {
    let palette = wanted.noun.palettes.first().copied().unwrap_or_default();
    let shown = |variant: u8| {
        let mut item = Item { variant, ..Item::plain(wanted.noun.name, palette, 0) };
        item.traits.extend(adjective);
        picture_of(wanted.noun, &item)
    };
    variant.map_or_else(|| vec![shown(0), shown(1)], |variant| vec![shown(variant)])
}

fn picture_of(noun: &Noun, item: &Item) -> String {
    let mut sketch = Sketch::new(item, Style::Realistic.proportions());
    (noun.draw)(&mut sketch);
    format!("{:?}", sketch.finish().0)
}
