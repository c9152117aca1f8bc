use super::{
    compose::assemble,
    grammar::{Qualities, parse},
    item::{Item, Relation, Trait},
    nouns, recipes,
    tokens::{Token, tokens, within_edits},
};
use crate::{recipe::Measure, recipe::Recipe, style::Style, style::color::named};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn first(prompt: &str) -> Recipe {
    recipes(prompt, "realistic", 3, 2).remove(0).0
}

#[test]
fn no_word_stands_for_two_nouns() {
    let mut seen = BTreeSet::new();
    for noun in nouns::all() {
        for word in noun.all_words() {
            assert!(seen.insert(word), "“{word}” is listed twice");
        }
        assert!(noun.palettes.len() >= 2, "{} needs two palettes for its two concepts", noun.name);
    }
}

#[test]
fn there_are_many_nouns_in_many_families() {
    assert!(nouns::all().count() >= 45);
    assert!(nouns::FAMILIES.len() >= 10);
}

#[test]
fn the_first_color_is_the_bodys_and_the_second_the_accents() {
    let recipe = first("a red and blue robot");
    assert_eq!(recipe.subject.noun, "robot");
    assert_eq!(Some(recipe.subject.palette[0]), named("red"));
    assert_eq!(Some(recipe.subject.palette[1]), named("blue"));
}

#[test]
fn a_color_in_front_of_a_part_binds_to_the_part() {
    let recipe = first("a white house with a red roof and a blue door");
    assert_eq!(Some(recipe.subject.palette[0]), named("white"));
    assert_eq!(recipe.subject.wishes["roof"].color, named("red"));
    assert_eq!(recipe.subject.wishes["door"].color, named("blue"));
}

#[test]
fn counts_bind_to_parts_and_to_things() {
    assert_eq!(first("a castle with three towers").subject.wishes["tower"].count, Some(3));
    assert_eq!(first("flower with 8 petals").subject.wishes["petal"].count, Some(8));
    assert_eq!(first("two cats").subject.copies, 2);
}

#[test]
fn a_robot_with_a_flower_holds_one() {
    let recipe = first("a red robot with a flower");
    assert_eq!(recipe.subject.noun, "robot");
    assert_eq!(recipe.subject.companions.len(), 1);
    assert_eq!(recipe.subject.companions[0].item.noun, "flower");
    assert_eq!(recipe.subject.companions[0].relation, Relation::With);
    let object = assemble(&recipe).unwrap();
    assert!(object.parts().any(|part| part.name == "petal"));
    assert!(object.parts().any(|part| part.name == "antenna"));
}

#[test]
fn relations_say_where_things_go() {
    for (prompt, subject, relation, other) in [
        ("a cat on a books", "cat", Relation::On, "book"),
        ("a cat in a box", "cat", Relation::In, "box"),
        ("penguin wearing a crown", "penguin", Relation::Wears, "crown"),
        ("a dog and a cat", "dog", Relation::Beside, "cat"),
        ("cat mug", "mug", Relation::With, "cat"),
    ] {
        let recipe = first(prompt);
        assert_eq!(recipe.subject.noun, subject, "{prompt}");
        assert_eq!(recipe.subject.companions[0].relation, relation, "{prompt}");
        assert_eq!(recipe.subject.companions[0].item.noun, other, "{prompt}");
    }
}

#[test]
fn sizes_are_read_in_three_units() {
    for (prompt, size_mm, measure) in [
        ("a robot, 120 mm tall", 120.0, Measure::Height),
        ("a 12cm vase", 120.0, Measure::Longest),
        ("vase 2 inches wide", 50.8, Measure::Width),
        ("a tiny fox", 30.0, Measure::Longest),
        ("a robot", 80.0, Measure::Longest),
    ] {
        let recipe = first(prompt);
        assert!((recipe.size_mm - size_mm).abs() < 0.1, "{prompt}: {}", recipe.size_mm);
        assert_eq!(recipe.measure, measure, "{prompt}");
    }
}

#[test]
fn materials_bring_their_color_unless_one_is_named() {
    let golden = first("a golden dragon");
    assert_eq!(golden.subject.palette[0], 0xF2B932);
    let blue = first("a blue wooden boat");
    assert_eq!(Some(blue.subject.palette[0]), named("blue"));
    assert!(blue.subject.finish.is_some());
}

#[test]
fn a_thing_that_is_not_wanted_takes_its_words_along() {
    let read = parse("a robot without a red hat");
    assert_eq!(
        (read.understood, read.not_understood),
        (vec!["robot".into()], vec!["without red hat".into()])
    );
    assert_eq!(read.subject.unwrap().qualities, Qualities::default());
}

#[test]
fn what_comes_after_an_unwanted_thing_is_not_claimed_to_have_its_color() {
    let read = parse("a robot without a dark red hat on a table");
    assert_eq!(read.not_understood, ["without dark red hat"]);
    assert_eq!(read.understood, ["robot", "table"]);
    let (_, table) = &read.subject.unwrap().companions[0];
    assert_eq!((table.noun.name, &table.qualities), ("table", &Qualities::default()));
}

#[test]
fn without_hides_a_part() {
    assert!(first("a snowman without a scarf").subject.wishes["scarf"].hidden);
    let object = assemble(&first("a snowman without a scarf")).unwrap();
    assert!(object.parts().all(|part| part.name != "scarf"));
}

#[test]
fn quoted_and_named_text_becomes_lettering() {
    assert_eq!(first("a mug that says \"Hello\"").subject.text.as_deref(), Some("Hello"));
    assert_eq!(first("keychain named Anna").subject.text.as_deref(), Some("Anna"));
    assert_eq!(first("a nameplate for Dr Schmidt").subject.text.as_deref(), Some("Dr Schmidt"));
    let object = assemble(&first("a mug that says \"Hello\"")).unwrap();
    assert_eq!(object.parts().filter(|part| part.name == "lettering").count(), 5);
}

#[test]
fn a_kind_has_colors_and_parts_of_its_own() {
    let panda = first("a panda");
    assert_eq!((panda.subject.noun.as_str(), panda.subject.kind.as_deref()), ("bear", Some("panda")));
    assert_eq!(panda.subject.wishes["leg"].color, Some(0x2B2A2E));
    let tiger = assemble(&first("tiger")).unwrap();
    assert!(tiger.parts().any(|part| part.name == "stripe") && tiger.parts().all(|part| part.name != "mane"));
    let blue = first("a blue tiger with a red tail");
    assert_eq!(Some(blue.subject.palette[0]), named("blue"));
    assert_eq!(blue.subject.wishes["tail"].color, named("red"));
}

/// What the first body of a recipe's subject is drawn as, as comparable text.
fn shape(recipe: &Recipe, noun: &nouns::Noun) -> String {
    let mut sketch = super::sketch::Sketch::new(&recipe.subject, Style::Realistic.proportions());
    (noun.draw)(&mut sketch);
    format!("{:?}", sketch.finish().0)
}

#[test]
fn every_kind_is_found_by_its_words_and_drawn_differently() {
    for noun in nouns::all() {
        for kind in noun.kinds {
            let recipe = first(kind.name);
            assert_eq!(recipe.subject.kind.as_deref(), Some(kind.name), "{}", noun.name);
            let plain = Recipe { subject: Item { kind: None, ..first(noun.name).subject }, ..recipe.clone() };
            assert_ne!(shape(&recipe, noun), shape(&plain, noun), "{}", kind.name);
            assert!(kind.palettes.is_empty() || kind.palettes.len() >= 2, "{} needs two palettes", kind.name);
            let parts = super::compose::part_names(noun);
            let known = |part: &&str| parts.contains(part);
            assert!(kind.hides.iter().all(known), "{} hides what is not there", kind.name);
        }
    }
}

#[test]
fn what_is_only_like_a_thing_is_said() {
    let recipe = first("a dolphin");
    assert_eq!(recipe.subject.noun, "shark");
    assert!(recipe.understanding.warnings.iter().any(|warning| warning.contains("dolphin")));
    assert!(first("a shark").understanding.warnings.is_empty());
}

/// A prompt, what is made, what goes with it, and the words left over.
type Typed = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// Prompts as people type them.
const TYPED: &[Typed] = &[
    ("a blue dragon with golden wings", "dragon", &[], &[]),
    ("pirate ship with black sails", "boat", &[], &[]),
    ("christmas tree with red ornaments and a yellow star", "pine", &[], &[]),
    ("gear with 12 teeth", "gear", &[], &[]),
    ("a phone stand shaped like a cat", "phone stand", &["cat"], &[]),
    ("rubber duck wearing red sunglasses and a blue hat", "duck", &["hat"], &["red sunglasses"]),
    ("astronaut riding a horse", "astronaut", &["horse"], &[]),
    ("cute penguin with a red scarf and a blue hat", "penguin", &["hat"], &[]),
    ("a red rose", "flower", &[], &[]),
    ("a cat with a rose", "cat", &["flower"], &[]),
    ("a rose gold ring", "ring", &[], &[]),
    ("an angel with white wings", "nameplate", &[], &["angel", "wings"]),
    ("tiny green dinosaur wearing a party hat", "dinosaur", &["hat"], &[]),
    ("a pear on a table", "apple", &["table"], &[]),
    ("please make me a really cool 3d model of a snake", "snake", &[], &[]),
];

#[test]
fn prompts_as_people_type_them_are_read_as_they_meant_them() {
    for (prompt, noun, companions, left_over) in TYPED {
        let recipe = first(prompt);
        assert_eq!(recipe.subject.noun, *noun, "{prompt}");
        let found: Vec<&str> =
            recipe.subject.companions.iter().map(|companion| companion.item.noun.as_str()).collect();
        assert_eq!(found, *companions, "{prompt}");
        if *noun != "nameplate" {
            assert_eq!(recipe.understanding.not_understood, *left_over, "{prompt}");
        }
    }
}

#[test]
fn qualities_stay_with_the_words_they_stand_before() {
    let pine = first("christmas tree with red ornaments and a yellow star");
    assert_eq!(pine.subject.wishes["bauble"].color, named("red"));
    assert_eq!(pine.subject.wishes["star"].color, named("yellow"));
    assert_eq!(first("gear with 12 teeth").subject.wishes["tooth"].count, Some(12));
    assert_eq!(first("gear with 12 teeth").subject.copies, 1);
    let duck = first("a duck with red sunglasses and a blue hat");
    assert_eq!(Some(duck.subject.companions[0].item.palette[0]), named("blue"));
}

#[test]
fn unquoted_lettering_goes_up_to_the_next_clause() {
    for (prompt, text) in [
        ("a golden trophy that says Best Dad", "Best Dad"),
        ("a medal saying Best Cook in the World", "Best Cook in the World"),
        ("a mug that says hello with a blue handle", "hello"),
        ("keychain with the name Emma", "Emma"),
        ("a nameplate named Anna Lena, blue", "Anna Lena"),
        ("big ben", "Big Ben"),
    ] {
        assert_eq!(first(prompt).subject.text.as_deref(), Some(text), "{prompt}");
    }
}

#[test]
fn parts_are_not_taken_for_mistyped_things() {
    let dragon = first("a dragon with green wings");
    assert_eq!(dragon.subject.wishes["wing"].color, named("green"));
    assert!(dragon.understanding.warnings.is_empty(), "{:?}", dragon.understanding.warnings);
}

#[test]
fn typing_errors_are_forgiven_and_mentioned() {
    let recipe = first("a green dinosuar");
    assert_eq!(recipe.subject.noun, "dinosaur");
    assert!(recipe.understanding.warnings.iter().any(|warning| warning.contains("dinosuar")));
}

#[test]
fn what_is_not_understood_is_said() {
    let recipe = first("a robot playing xylophone");
    assert_eq!(recipe.understanding.not_understood, ["playing xylophone"]);
    assert!(recipe.understanding.understood.contains(&"robot".to_owned()));
    assert!(recipe.understanding.confidence < 1.0);
    assert_eq!(first("a red robot").understanding.confidence, 1.0);
}

#[test]
fn adjectives_without_effect_are_not_claimed() {
    let recipe = first("a twisted car");
    assert!(recipe.understanding.not_understood.contains(&"twisted".to_owned()));
    let recipe = first("a twisted vase");
    assert!(recipe.understanding.understood.contains(&"twisted".to_owned()));
    assert_eq!(recipe.subject.traits, [Trait::Twisted]);
}

#[test]
fn an_unknown_thing_becomes_a_nameplate_and_a_keychain() {
    let concepts = recipes("a purple zyxophone", "cartoon", 1, 2);
    assert_eq!(concepts[0].0.subject.noun, "nameplate");
    assert_eq!(concepts[1].0.subject.noun, "keychain");
    assert_eq!(concepts[0].0.subject.text.as_deref(), Some("Zyxophone"));
    assert!(concepts[0].1.warnings.iter().any(|warning| warning.contains("upload a picture")));
}

#[test]
fn the_two_concepts_differ_in_more_than_color() {
    for noun in nouns::all() {
        let concepts = recipes(noun.name, "realistic", 5, 2);
        let (a, b) = (&concepts[0].0, &concepts[1].0);
        assert_ne!(a.subject.palette, b.subject.palette, "{}", noun.name);
        assert_ne!(a.camera, b.camera, "{}", noun.name);
        let shape = |recipe: &Recipe| {
            let mut item = recipe.subject.clone();
            item.palette = [0; 5];
            item.seed = 0;
            let mut sketch = super::sketch::Sketch::new(&item, Style::Realistic.proportions());
            (noun.draw)(&mut sketch);
            format!("{:?}", sketch.finish().0)
        };
        if noun.role != nouns::Role::Sign {
            assert_ne!(shape(a), shape(b), "{} has only one body", noun.name);
        }
    }
}

#[test]
fn other_scripts_are_transliterated_or_mentioned() {
    assert_eq!(tokens("кот").list, [Token::Word("kot".into())]);
    let concepts = recipes("机器人", "realistic", 1, 2);
    assert!(concepts[0].1.warnings.iter().any(|warning| warning.contains("script")));
    assert!(concepts[0].0.subject.text.is_some());
}

#[test]
fn swapped_letters_are_one_edit() {
    assert!(within_edits("rokcet", "rocket", 1));
    assert!(!within_edits("racket", "rocky", 1));
}

#[test]
fn dark_and_pastel_change_a_color() {
    let dark = first("a dark red robot").subject.palette[0];
    assert_ne!(Some(dark), named("red"));
    assert!(first("a dark red robot").understanding.understood.contains(&"dark red".to_owned()));
}

#[test]
fn one_recipe_always_makes_the_same_prompt_the_same() {
    assert_eq!(
        recipes("a red robot with a flower", "clay", 9, 2),
        recipes("a red robot with a flower", "clay", 9, 2)
    );
    assert_ne!(first("cat").subject.seed, recipes("cat", "realistic", 4, 1)[0].0.subject.seed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_prompt_gives_recipes_that_assemble(prompt in "\\PC{0,60}", seed in any::<u64>()) {
        for (recipe, understanding) in recipes(&prompt, "voxel", seed, 2) {
            prop_assert!((0.0..=1.0).contains(&understanding.confidence));
            let json = serde_json::to_string(&recipe).unwrap();
            prop_assert_eq!(serde_json::from_str::<Recipe>(&json).unwrap(), recipe);
        }
    }

    #[test]
    fn words_in_any_order_never_panic(words in proptest::collection::vec(
        prop::sample::select(vec!["red", "robot", "with", "on", "three", "12", "mm", "without", "roof", "and", "\"Hi\"", "named", "dark", "cat", "-", "heart-shaped", "in", "light", "tall"]), 0..9)) {
        let request = parse(&words.join(" "));
        prop_assert!(request.understood.len() + request.not_understood.len() <= words.len() + 1);
    }
}
