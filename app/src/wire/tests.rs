use super::*;
use serde::Deserialize;
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Everything {
    flag: bool,
    small: i8,
    large: u64,
    share: f32,
    letter: char,
    text: String,
    none: Option<u8>,
    some: Option<Option<String>>,
    unit: (),
    pair: (u8, String),
    list: Vec<Shape>,
    #[serde(default)]
    left_out: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Shape {
    Unit,
    Newtype(Inner),
    Tuple(i32, i32),
    Struct { side: f64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Inner(u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Number { value: i64 },
    List { values: Vec<f64> },
}

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = <WireJson as Encoder<T>>::encode(value).unwrap();
    assert_eq!(<WireJson as Decoder<T>>::decode(&json).as_ref(), Ok(value), "{json}");
}

#[test]
fn every_kind_of_type_comes_back() {
    let list = vec![Shape::Unit, Shape::Newtype(Inner(7)), Shape::Tuple(-1, 1), Shape::Struct { side: 2.0 }];
    let everything = Everything {
        flag: true,
        small: -8,
        large: u64::MAX,
        share: 0.1,
        letter: 'ö',
        text: "a \"word\"\n".into(),
        none: None,
        some: Some(Some("x".into())),
        unit: (),
        pair: (1, "two".into()),
        list,
        left_out: Vec::new(),
    };
    comes_back(&everything);
    comes_back(&Ok::<_, Inner>(everything));
    comes_back(&Err::<(), _>(Inner(1)));
    comes_back(&Tagged::Number { value: -3 });
    comes_back(&Tagged::List { values: vec![1.0, 0.5] });
}

#[test]
fn unknown_fields_are_passed_over_and_missing_ones_are_not() {
    assert_eq!(
        read::<Tagged>(br#"{"kind":"Number","value":1,"more":[{}]}"#),
        Ok(Tagged::Number { value: 1 })
    );
    for json in ["", "nonsense", "{}", r#"{"kind":"Number"}"#, r#"{"kind":"Number","value":"1"}"#, "[1,2"] {
        assert_eq!(read::<Tagged>(json.as_bytes()), Err(Unreadable), "{json}");
    }
    assert!(
        read::<u8>(b"256").is_err()
            && read::<u32>(b"-1").is_err()
            && read::<Shape>(br#"{"Unit":1}"#).is_err()
    );
}
