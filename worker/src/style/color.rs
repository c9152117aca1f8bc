//! Colors: named ones, conversions, and edits in Oklab (Ottosson 2020), where equal steps look equal.

/// Linear RGB of a `0xRRGGBB` sRGB color.
pub fn linear(srgb: u32) -> [f32; 3] {
    [16, 8, 0].map(|shift| {
        let value = (srgb >> shift & 0xff) as f32 / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

/// `0xRRGGBB` of a linear RGB color.
pub fn srgb(linear: [f32; 3]) -> u32 {
    linear.iter().fold(0, |code, channel| {
        let value = channel.clamp(0.0, 1.0);
        let value = if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
        code << 8 | (value * 255.0).round() as u32
    })
}

/// Oklab lightness, green–red and blue–yellow of an sRGB color.
pub fn oklab(code: u32) -> [f32; 3] {
    let [r, g, b] = linear(code);
    let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// sRGB of an Oklab color, clipped to the gamut.
pub fn from_oklab([lightness, a, b]: [f32; 3]) -> u32 {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    srgb([
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ])
}

/// `code` with its Oklab lightness moved by `lightness` and its chroma multiplied by `chroma`.
pub fn adjusted(code: u32, lightness: f32, chroma: f32) -> u32 {
    let [l, a, b] = oklab(code);
    from_oklab([(l + lightness).clamp(0.0, 1.0), a * chroma, b * chroma])
}

/// How a word in front of a color changes it ("dark red").
pub fn modified(code: u32, modifier: &str) -> Option<u32> {
    Some(match modifier {
        "dark" | "deep" => adjusted(code, -0.16, 1.0),
        "light" | "pale" => adjusted(code, 0.12, 0.75),
        "pastel" | "soft" => adjusted(code, 0.14, 0.55),
        "bright" | "vivid" => adjusted(code, 0.05, 1.2),
        "neon" => adjusted(code, 0.10, 1.5),
        _ => return None,
    })
}

/// The color a word names, tuned to look good on a model rather than to equal the CSS value.
pub fn named(word: &str) -> Option<u32> {
    NAMED.iter().find(|(name, _)| *name == word).map(|(_, code)| *code)
}

/// Every color word.
pub const NAMED: &[(&str, u32)] = &[
    ("red", 0xD83A34),
    ("orange", 0xF28A2E),
    ("yellow", 0xF6C93B),
    ("green", 0x4CA652),
    ("blue", 0x3F7FD0),
    ("purple", 0x8A57C4),
    ("violet", 0x835AD6),
    ("pink", 0xF084AE),
    ("brown", 0x8B5A36),
    ("black", 0x2B2B30),
    ("white", 0xF3F1EC),
    ("grey", 0x8E9298),
    ("gray", 0x8E9298),
    ("cyan", 0x3EC1D3),
    ("teal", 0x2A938F),
    ("turquoise", 0x3FC9BB),
    ("magenta", 0xD13F9E),
    ("lime", 0xA4D53C),
    ("olive", 0x86863A),
    ("maroon", 0x7E262E),
    ("crimson", 0xC0233F),
    ("scarlet", 0xDD332B),
    ("navy", 0x2A3E74),
    ("indigo", 0x4B43A8),
    ("beige", 0xE6D8B8),
    ("cream", 0xF5EACF),
    ("ivory", 0xF4EFDF),
    ("tan", 0xCFAE82),
    ("peach", 0xF7B992),
    ("coral", 0xF27B63),
    ("salmon", 0xF08F7C),
    ("lavender", 0xBFA8E6),
    ("lilac", 0xC9A6DE),
    ("mint", 0x9BDDBD),
    ("amber", 0xF2A92C),
    ("khaki", 0xBEB07A),
    ("plum", 0x8C4986),
    ("azure", 0x58A9EE),
    ("fuchsia", 0xD947B8),
    ("charcoal", 0x44474D),
    ("emerald", 0x2FA870),
    ("ruby", 0xB9244A),
    ("sapphire", 0x2D55B5),
    ("rose", 0xE76A84),
    ("mustard", 0xD9A82B),
    ("skyblue", 0x74BFEC),
];
