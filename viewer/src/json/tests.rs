use super::*;
use proptest::prelude::*;

fn number(text: &str) -> Option<f64> {
    Json::parse(text.as_bytes())?.as_number()
}

#[test]
fn reads_every_kind_of_value() {
    let json = Json::parse(br#" {"a": [1, -2.5e1, true, false, null, "x"], "b": {}} "#).unwrap();
    assert_eq!(
        json.items("a"),
        [
            Json::Number(1.0),
            Json::Number(-25.0),
            Json::Bool(true),
            Json::Bool(false),
            Json::Null,
            Json::Text("x".into())
        ]
    );
    assert_eq!(json.get("b"), Some(&Json::Object(vec![])));
}

#[test]
fn resolves_escapes() {
    let json = Json::parse(br#""\"\\\/\b\f\n\r\t\u00e9\ud83e\uddf8""#).unwrap();
    assert_eq!(json.as_text(), Some("\"\\/\u{8}\u{c}\n\r\té🧸"));
}

#[test]
fn refuses_what_is_not_json() {
    for broken in [
        "",
        "{",
        "[1,",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "tru",
        "nulL",
        "\"open",
        "\"\\x\"",
        "\"\\ud800\"",
        "01x",
        "-",
        ".5",
        "1.",
        "1e",
        "1e999",
        "{} {}",
        "\"\u{1}\"",
    ] {
        assert_eq!(Json::parse(broken.as_bytes()), None, "{broken}");
    }
}

#[test]
fn refuses_invalid_utf8_in_strings() {
    assert_eq!(Json::parse(b"\"\xff\""), None);
}

#[test]
fn allows_the_zero_padding_of_glb_chunks() {
    assert_eq!(Json::parse(b"[] \0\0"), Some(Json::List(vec![])));
}

#[test]
fn bounds_the_depth() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(nested(MAX_DEPTH + 1).as_bytes()).is_some());
    assert!(Json::parse(nested(MAX_DEPTH + 2).as_bytes()).is_none());
    assert!(Json::parse("[".repeat(1_000_000).as_bytes()).is_none());
}

#[test]
fn an_index_is_a_whole_number_that_fits() {
    let json = Json::parse(br#"{"good": 7, "negative": -1, "broken": 0.5, "huge": 4294967296, "text": "1"}"#)
        .unwrap();
    assert_eq!(json.index("good"), Ok(Some(7)));
    assert_eq!(json.index("missing"), Ok(None));
    for key in ["negative", "broken", "huge", "text"] {
        assert_eq!(json.index(key), Err(NotAnIndex), "{key}");
    }
}

#[test]
fn an_array_of_numbers_has_exactly_the_asked_length() {
    let json = Json::parse(br#"{"v": [1, 2, 3], "mixed": [1, "2", 3]}"#).unwrap();
    assert_eq!(json.numbers::<3>("v"), Some([1.0, 2.0, 3.0]));
    assert_eq!(json.numbers::<2>("v"), None);
    assert_eq!(json.numbers::<3>("mixed"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Json::parse(&bytes);
    }

    #[test]
    fn text_that_looks_like_json_is_read_or_refused(text in "[\\[\\]{}\",:0-9eE.+\\-tfn\\\\u a]{0,80}") {
        let _ = Json::parse(text.as_bytes());
    }

    #[test]
    fn numbers_are_close_to_the_written_value(value in any::<f32>().prop_filter("finite", |v| v.is_finite())) {
        for written in [format!("{value}"), format!("{value:e}")] {
            let read = number(&written).unwrap() as f32;
            prop_assert!((read - value).abs() <= value.abs() * f32::EPSILON, "{written} became {read}");
        }
    }

    #[test]
    fn whole_numbers_are_exact(value in any::<u32>()) {
        let json = Json::parse(format!("{{\"v\":{value}}}").as_bytes()).unwrap();
        prop_assert_eq!(json.index("v"), Ok(Some(value as usize)));
    }
}
